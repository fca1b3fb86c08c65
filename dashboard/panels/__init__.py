"""The widgets of pages: each file shows and asks for one thing, and a page puts them in order."""
