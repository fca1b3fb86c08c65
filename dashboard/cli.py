"""The `jointwatch` command."""


def main() -> None:
    """Run the command."""
    raise SystemExit("Not yet.")
