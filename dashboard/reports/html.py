"""A document as one self-contained HTML page: no script, nothing fetched from elsewhere."""

from jinja2 import Environment
from markupsafe import Markup

from dashboard.reports import svg
from dashboard.reports.document import Document
from dashboard.reports.frame import fixed
from dashboard.reports.pdf import fitting

_PAGE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""\
<!DOCTYPE html>
<html lang="{{ d.language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="jointwatch-document" content="{{ d.digest }}">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ d.title }}</title>
<style>
html { color-scheme: light; background: #fff; }
body { font: 11pt/1.45 Georgia, "DejaVu Serif", serif; color: #1a2530; max-width: 46rem;
       margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0.4rem 0; line-height: 1.2; }
h2 { font-size: 1.1rem; margin: 1.1rem 0 0.3rem; border-bottom: 1px solid #b8c4cc; }
p { margin: 0.35rem 0; } ul { margin: 0.3rem 0; padding-left: 1.2rem; } svg { width: 100%; }
.see, figcaption { font: 9pt/1.4 Arial, "DejaVu Sans", sans-serif; color: #34444f; }
.scroll { overflow-x: auto; } figure { margin: 0.5rem 0; break-inside: avoid; }
table { border-collapse: collapse; font: 9pt/1.35 Arial, "DejaVu Sans", sans-serif; width: 100%;
        overflow-wrap: break-word; }
caption { text-align: left; font-weight: bold; padding: 0.3rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.2rem 0.4rem;
         border-bottom: 1px solid #d7dee3; }
ol { font: 8.5pt/1.4 Arial, "DejaVu Sans", sans-serif; padding-left: 1.6rem; }
@page { size: A4; margin: 13mm 15mm; }
@media print {
  body { margin: 0; padding: 0; max-width: none; font-size: 10.5pt; }
  tr { break-inside: avoid; } h2 { break-after: avoid; } .scroll { overflow: visible; }
  .short { font-size: {{ (size * 0.82) | round(1) }}pt; line-height: 1.22; }
  .short h1 { font-size: 1.6em; margin: 0; } .short figure { margin: 0.1rem 0; }
  .short figure svg { width: 72%; }
  .short h2 { font-size: 1.06em; margin: 0.32rem 0 0.1rem; } .short p { margin: 0.1rem 0; }
  .short ul { margin: 0.1rem 0; } .short table { font-size: 0.88em; line-height: 1.2; }
  .short th, .short td { padding: 0.06rem 0.25rem; } .short ol { columns: 2; }
  .short caption { padding: 0.1rem 0; }
  .short ol, .short .see { font-size: 0.76em; line-height: 1.2; margin: 0.1rem 0; }
}
</style>
</head>
<body{% if d.pages %} class="short"{% endif %}>
<p class="see">{{ d.may_see }}{% if d.recipient %} {{ words.to }} {{ d.recipient }}{% endif %}</p>
<h1>{{ d.title }}</h1>
<p class="see">{{ d.made }}</p>
{% for section in d.printed %}
<h2>{{ section.heading }}</h2>
{% for part in section.parts %}
{% if part.kind == "table" %}
{% if not part.rows %}
<p>{{ part.empty }}</p>
{% else %}
<div class="scroll"><table>
<caption>{{ part.title }}{{ d.marks(part) }}</caption>
{% if part.widths %}
<colgroup>
{% for share in part.widths %}
<col style="width: {{ (100 * share / part.widths | sum) | round }}%">
{% endfor %}
</colgroup>
{% endif %}
<thead><tr>{% for name in part.columns %}<th scope="col">{{ name }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in part.rows %}
<tr>{% for cell in row %}<td>{{ d.say(cell) }}</td>{% endfor %}</tr>
{% endfor %}
</tbody>
</table></div>
{% endif %}
{% elif part.kind == "bullets" %}
{% if part.items %}
<ul>{% for item in part.items %}<li>{{ d.say(item.text) }}{{ d.marks(item) }}</li>{% endfor %}</ul>
{% else %}
<p>{{ part.empty }}</p>
{% endif %}
{% elif part.kind == "chart" %}
<figure><figcaption>{{ part.title }} ({{ part.unit }}){{ d.marks(part) }}</figcaption>
{{ drawn(part) }}</figure>
{% else %}
<p>{{ d.say(part.text) }}{{ d.marks(part) }}</p>
{% endif %}
{% endfor %}
{% endfor %}
{% if d.references %}
<h2>{{ words.sources }}</h2>
<ol>{% for reference in d.references %}<li>{{ reference }}</li>{% endfor %}</ol>
{% endif %}
{% for note in d.footnotes %}<p class="see">{{ note }}</p>{% endfor %}
{% for note in d.notes %}<p class="see">{{ note }}</p>{% endfor %}
<p class="see">{{ d.may_see }} {{ words.number }} {{ d.number }}</p>
</body>
</html>
""")


def render(document: Document) -> str:
    """Return `document` as one page; everything that is said in it is escaped."""
    return _PAGE.render(
        d=document,
        words=fixed(document.language),
        size=fitting(document) if document.pages else 0,
        drawn=lambda chart: Markup(svg.draw(chart, document)),
    )
