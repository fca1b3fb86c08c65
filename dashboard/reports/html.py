"""A document as one self-contained HTML page: no script, nothing fetched from elsewhere."""

from jinja2 import Environment

from dashboard.reports.document import Document, Table
from dashboard.words import _

_PAGE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="jointwatch-document" content="{{ document.number }}">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ document.title }}</title>
<style>
body { font: 11pt/1.45 Georgia, "DejaVu Serif", serif; color: #1a2530; max-width: 46rem;
       margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0.4rem 0; }
h2 { font-size: 1.1rem; margin: 1.2rem 0 0.3rem; border-bottom: 1px solid #b8c4cc; }
.see { font: 9pt/1.4 Arial, "DejaVu Sans", sans-serif; color: #34444f; }
table { border-collapse: collapse; font: 9pt/1.35 Arial, "DejaVu Sans", sans-serif; width: 100%; }
caption { text-align: left; font-weight: bold; padding: 0.3rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.2rem 0.4rem;
         border-bottom: 1px solid #d7dee3; }
sup { font-size: 0.7em; }
ol { font: 8.5pt/1.4 Arial, "DejaVu Sans", sans-serif; padding-left: 1.4rem; }
@page { size: A4; margin: 16mm; }
@media print { body { margin: 0; max-width: none; } tr { break-inside: avoid; } }
</style>
</head>
<body>
<p class="see">{{ document.may_see }}</p>
<h1>{{ document.title }}</h1>
<p class="see">{{ document.made }}</p>
{% for section in document.sections %}
<h2>{{ section.heading }}</h2>
{% for part in section.parts %}
{% if is_table(part) %}
{% if part.rows.empty %}
<p>{{ part.empty }}</p>
{% else %}
<table>
<caption>{{ part.title }}{{ marks(part) }}</caption>
<thead><tr>{% for name in part.rows %}<th scope="col">{{ name }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in part.rows.itertuples(index=False) %}
<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}
</tbody>
</table>
{% endif %}
{% else %}
<p>{{ part.text }}{{ marks(part) }}</p>
{% endif %}
{% endfor %}
{% endfor %}
{% if document.references %}
<h2>{{ sources }}</h2>
<ol>{% for reference in document.references %}<li>{{ reference }}</li>{% endfor %}</ol>
{% endif %}
{% for note in document.notes %}<p class="see">{{ note }}</p>{% endfor %}
<p class="see">{{ document.may_see }} {{ number }} {{ document.number }}</p>
</body>
</html>
""")


def render(document: Document) -> str:
    """Return `document` as one page; everything that is said in it is escaped."""
    order = {reference: n for n, reference in enumerate(document.references, 1)}

    def marks(part) -> str:
        numbers = [str(order[reference]) for reference in part.references]
        return f" [{', '.join(numbers)}]" if numbers else ""

    return _PAGE.render(
        document=document,
        is_table=lambda part: isinstance(part, Table),
        marks=marks,
        sources=_("Sources"),
        number=_("Document number"),
    )
