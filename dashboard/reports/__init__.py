"""Documents made from the store."""
