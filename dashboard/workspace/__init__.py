"""What people write: records and who may see them."""
