"""Agendas over time: which meeting is which, what changed, what lags, what is at risk."""
