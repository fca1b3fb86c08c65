"""How figures come in and are kept: the web, the sources, the store, the schedule."""
