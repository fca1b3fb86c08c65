"""Sentences and tables in the words of the screen, from frames; without Streamlit."""
