"""The last three years of a source's series as a small PNG, for `jointwatch sources check`."""

from pathlib import Path

import pandas as pd
from PIL import Image, ImageDraw, ImageFont

from collectors.source import Source
from dashboard.commands.checking import MOST_LINES, figure, largest
from indicators import places

_WIDTH, _HIGH, _LEFT, _RIGHT = 900, 72, 220, 20
_INK, _FAINT, _BAR = "#1b1f24", "#6b7280", "#1f5fa8"


def save(source: Source, figures: pd.DataFrame, path: Path) -> None:
    """Draw bars for the places with the highest figures, one strip each, to `path`."""
    strips = [
        (series, place, told)
        for series in source.series
        for place, told in largest(series, figures)
    ][:MOST_LINES]
    image = Image.new("RGB", (_WIDTH, 40 + _HIGH * len(strips)), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(14)
    draw.text((12, 10), source.title[:100], fill=_INK, font=ImageFont.load_default(16))
    for number, (series, place, told) in enumerate(strips):
        _strip(draw, font, 40 + _HIGH * number, series, place, told)
    image.save(path, format="PNG")


def _strip(draw, font, top: int, series, place: str, told: pd.Series) -> None:
    foot, high = top + _HIGH - 18, _HIGH - 30
    draw.text((12, top + 8), places.name(place)[:28], fill=_INK, font=font)
    draw.text((12, top + 26), f"{series.title}"[:30], fill=_FAINT, font=font)
    draw.text(
        (12, top + 42), f"most {figure(told.max())} {series.unit}"[:30], fill=_FAINT, font=font
    )
    step = (_WIDTH - _LEFT - _RIGHT) / len(told)
    least, most = min(0.0, told.min()), max(0.0, told.max())
    scale = high / ((most - least) or 1.0)
    zero = foot - (0.0 - least) * scale
    draw.line((_LEFT, zero, _WIDTH - _RIGHT, zero), fill=_FAINT)
    for number, value in enumerate(told):
        if pd.notna(value):
            left = _LEFT + number * step
            ends = sorted((zero - value * scale, zero))
            draw.rectangle((left, ends[0], left + max(1.0, step - 2), ends[1]), fill=_BAR)
    draw.text((_LEFT, foot + 2), str(told.index[0]), fill=_FAINT, font=font)
    last = str(told.index[-1])
    right = _WIDTH - _RIGHT - draw.textlength(last, font)
    draw.text((right, foot + 2), last, fill=_FAINT, font=font)
