"""What figures mean: pure functions from frame to frame, and the package's own tables."""
