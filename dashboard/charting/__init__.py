"""Figures of pages from frames, one file per page; without Streamlit."""
