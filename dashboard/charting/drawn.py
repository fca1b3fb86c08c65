"""A figure that is drawn for many readers and changed no more."""

import plotly.graph_objects as go


class Drawn(go.Figure):
    """A finished figure. Streamlit asks for it as a dict at every run of a page, and reads it.

    To make that dict anew of a map took a seventh of the first screen's time.
    """

    def __init__(self, figure: go.Figure):
        super().__init__(figure)
        self._told = figure.to_dict()  # of the figure itself: a copy would lose its template

    def to_dict(self) -> dict:
        """Return the figure as a dict, which was made once and is not to be changed."""
        return self._told
