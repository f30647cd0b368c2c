"""From an Altair chart to inline SVG: static, described, with ids that are unique on the page.

Rendering and accessibility of the picture belong here. What is drawn does not.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

import altair as alt
from markupsafe import Markup

from pipelines.report.drawing import FONT, FONT_SIZE
from pipelines.report.pictures import Pictures

NAMESPACE = re.compile(r"^\{[^}]*\}")
REFERENCE = re.compile(r"url\(#([^)]+)\)")
LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
# Vega's own notes on each element: a picture with a role and a description needs none of them.
INERT = ("class", "role", "aria-roledescription", "aria-hidden", "pointer-events", "font-family", "font-size")


def inline(
    chart: alt.LayerChart,
    *,
    svg_id: str,
    title: str,
    description: str,
    css_class: str = "",
    pictures: Pictures | None = None,
) -> Markup:
    """Render a chart to an `<svg role="img">` with title and description; no script, no outside reference."""
    root = ElementTree.fromstring((pictures or Pictures()).svg(chart))
    for element in root.iter():
        element.tag = NAMESPACE.sub("", element.tag)
        _own_ids(element, svg_id)
        _lean(element)
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    title_id, description_id = f"{svg_id}-title", f"{svg_id}-desc"
    root.attrib |= {
        "role": "img",
        "class": f"chart {css_class}".strip(),
        "font-family": FONT,
        "font-size": f"{FONT_SIZE}px",
        "aria-labelledby": f"{title_id} {description_id}",
    }
    for position, (tag, name, text) in enumerate(
        (("title", title_id, title), ("desc", description_id, description))
    ):
        element = ElementTree.Element(tag, {"id": name})
        element.text = text
        root.insert(position, element)
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _own_ids(element: ElementTree.Element, prefix: str) -> None:
    for name, value in element.attrib.items():
        if name == "id":
            element.attrib[name] = f"{prefix}-{value}"
        elif "url(#" in value:
            element.attrib[name] = REFERENCE.sub(rf"url(#{prefix}-\1)", value)


def _lean(element: ElementTree.Element) -> None:
    """Drop what is not drawn or not needed, and round positions to a hundredth of a pixel."""
    for child in list(element):
        is_empty = child.get("display") == "none" or child.get("d") in ("", "M0,0h0v0h0Z")
        if is_empty or child.get("class") == "background":
            element.remove(child)
    for name in INERT:
        element.attrib.pop(name, None)
    for name, value in element.attrib.items():
        element.attrib[name] = LONG_NUMBER.sub(lambda found: f"{float(found.group()):.2f}", value)
