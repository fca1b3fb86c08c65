"""What forecasts stand on and were worth: history, analogues, scores, ledger, past crises."""
