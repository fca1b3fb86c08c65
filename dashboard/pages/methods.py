"""Methods: every indicator, rule and model, and what each is worth."""
