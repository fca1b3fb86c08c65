"""Charts as SVG: plain lines or bars, told apart without colour, drawn by hand to stay quick."""

from xml.sax.saxutils import escape

from dashboard.reports.document import Chart, Document

WIDTH, HEIGHT = 640, 190
COLOURS = ("#1f4e79", "#b35900", "#3f7d3a", "#7a3e8e")
_DASHES = ("", "6 3", "2 2", "8 3 2 3")
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 12, 40


def draw(chart: Chart, document: Document) -> str:
    """Return `chart` as one SVG element; a point without data is a gap, never a zero."""
    figures = document.by_key
    labels = list(dict.fromkeys(label for line in chart.lines for label, _key in line.points))
    values = [figures[key].value for line in chart.lines for _label, key in line.points]
    known = [value for value in values if value is not None and value == value]
    step = _step(max(known, default=0))
    top = max(step * 4, 1)

    def x(label: str) -> float:
        span = WIDTH - _LEFT - _RIGHT
        place = (labels.index(label) + 0.5) / max(len(labels), 1)
        return round(_LEFT + span * place, 1)

    def y(value: float) -> float:
        return round(HEIGHT - _BOTTOM - (HEIGHT - _BOTTOM - _TOP) * value / top, 1)

    parts = [*_grid(step, y), *_axis(labels, x)]
    for number, line in enumerate(chart.lines):
        points = [(x(label), figures[key].value) for label, key in line.points]
        drawn = _bars if chart.shape == "bars" else _line
        parts += drawn(points, y, number, len(chart.lines), len(labels))
        parts += _legend(line.name, number)
    told = escape(chart.says or chart.title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="Libertinus Serif, Georgia, serif" font-size="11" fill="#1a2530">'
        f"<title>{told}</title>{''.join(parts)}</svg>"
    )


def _step(most: float) -> float:
    """Return a round step so that four of them reach `most`."""
    rough, size = most / 4, 1.0
    while size * 10 <= rough:
        size *= 10
    return next((size * by for by in (1, 2, 2.5, 5, 10) if size * by >= rough), size)


def _grid(step: float, y) -> list[str]:
    parts = []
    for count in range(5):
        value = step * count
        parts.append(f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y(value)}" y2="{y(value)}" '
                     f'stroke="#d0d7dc" stroke-width="0.7"/>')  # fmt: skip
        said = f"{value:,.0f}".replace(",", "\N{NARROW NO-BREAK SPACE}")
        parts.append(f'<text x="{_LEFT - 6}" y="{y(value) + 4}" text-anchor="end">{said}</text>')
    return parts


def _axis(labels: list[str], x) -> list[str]:
    every = -(-len(labels) // 8) or 1
    shown = [label for number, label in enumerate(reversed(labels)) if number % every == 0]
    return [f'<text x="{x(label)}" y="{HEIGHT - _BOTTOM + 15}" text-anchor="middle">'
            f"{escape(label)}</text>" for label in shown]  # fmt: skip


def _line(points, y, number: int, _lines: int, _labels: int) -> list[str]:
    colour, dash = COLOURS[number % 4], _DASHES[number % 4]
    runs: list[list[str]] = [[]]
    for at, value in points:
        if value is None or value != value:
            runs.append([])
        else:
            runs[-1].append(f"{at},{y(value)}")
    drawn = [
        f'<polyline points="{" ".join(run)}" fill="none" stroke="{colour}" '
        f'stroke-width="1.8" stroke-dasharray="{dash or "none"}"/>'
        for run in runs if len(run) > 1
    ]  # fmt: skip
    alone = [run[0].split(",") for run in runs if len(run) == 1]
    return drawn + [f'<circle cx="{cx}" cy="{cy}" r="2.4" fill="{colour}"/>' for cx, cy in alone]


def _bars(points, y, number: int, lines: int, labels: int) -> list[str]:
    wide = (WIDTH - _LEFT - _RIGHT) / max(labels, 1) * 0.72 / lines
    return [
        f'<rect x="{at + wide * (number - lines / 2):.1f}" y="{y(value)}" width="{wide:.1f}" '
        f'height="{max(y(0) - y(value), 0.5):.1f}" fill="{COLOURS[number % 4]}"/>'
        for at, value in points if value is not None and value == value
    ]  # fmt: skip


def _legend(name: str, number: int) -> list[str]:
    at, colour = _LEFT + number * 145, COLOURS[number % 4]
    dash = _DASHES[number % 4] or "none"
    return [f'<line x1="{at}" x2="{at + 18}" y1="{HEIGHT - 8}" y2="{HEIGHT - 8}" '
            f'stroke="{colour}" stroke-width="2.4" stroke-dasharray="{dash}"/>',
            f'<text x="{at + 23}" y="{HEIGHT - 4}">{escape(name)}</text>']  # fmt: skip
