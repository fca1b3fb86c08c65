"""Training: past crises as they could be known, and an exercise with invented data."""
