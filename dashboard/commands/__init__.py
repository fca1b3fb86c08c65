"""What the `jointwatch` command does, one file per task; dashboard/cli.py names the commands."""
