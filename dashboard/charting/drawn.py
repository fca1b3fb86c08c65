"""A figure that is drawn for many readers and changed no more."""

from functools import cached_property

import plotly.graph_objects as go


class Drawn(go.Figure):
    """A finished figure. Streamlit asks for it as a dict at every run of a page, and reads it.

    To make that dict anew of a map took a seventh of the first screen's time.
    """

    def to_dict(self) -> dict:
        """Return the figure as a dict, which is made once and not to be changed."""
        return self._told

    @cached_property
    def _told(self) -> dict:
        return super().to_dict()
