"""What pages read beside `dashboard.data`: joined once per version of the store and viewer."""
