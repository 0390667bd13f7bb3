"""A single section of the report, for the page of the run that it describes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from xml.etree import ElementTree  # nosec B405  # our own page

from sql.stores import Stores
from tasks.documents import markdown
from tasks.reporting.report_data import ReportData
from tasks.reporting.sections import section_writers

PERIOD = timedelta(days=28)
_HEADINGS = ("h2", "h3", "h4")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # a declarant may write anything
_NAMESPACES = {"": "http://www.w3.org/2000/svg", "xlink": "http://www.w3.org/1999/xlink"}
for _prefix, _address in _NAMESPACES.items():
    ElementTree.register_namespace(_prefix, _address)


@dataclass(frozen=True)
class Chapter:
    """A section as a title, a sentence, and its tables and charts as Markdown, whose tables can be copied."""

    title: str
    message: str
    tables: str


def chapter(stores: Stores, name: str, as_of: date, seed: int) -> Chapter:
    """Write the section `name` of the report on the 28 days up to `as_of`, without what names subjects."""
    writer = next(writer for writer in section_writers() if writer.name == name)
    section = writer.write(ReportData(stores, as_of - PERIOD + timedelta(days=1), as_of, seed))
    return Chapter(section.title, section.message, as_markdown(section.body, section.title))


def as_markdown(body: str, title: str) -> str:
    """The HTML of a section as Markdown, because Prefect's pages strip HTML of its tables and style.

    Charts are pictures; `title`: what they are about.
    """
    page = f'<div xmlns="http://www.w3.org/1999/xhtml">{_NOT_IN_XML.sub("", body)}</div>'
    root = ElementTree.fromstring(page)  # noqa: S314  # nosec B314  # our own page
    return "\n\n".join(block for block in _blocks(root, title) if block)


def _blocks(element: ElementTree.Element, title: str) -> Iterator[str]:
    tag = _tag(element)
    if tag == "svg":
        yield markdown.picture(ElementTree.tostring(element, encoding="unicode"), title)
    elif tag == "table":
        yield _table(element)
    elif tag in _HEADINGS:
        yield f"### {markdown.plain(_text(element))}"
    elif tag == "p":
        yield markdown.plain(_text(element))
    elif tag != "style":
        for child in element:
            yield from _blocks(child, title)


def _table(element: ElementTree.Element) -> str:
    rows = [row for row in element.iter() if _tag(row) == "tr"]
    heads = [row for row in rows if any(_tag(cell) == "th" for cell in row)]
    cells = [list(row) for row in rows if row not in heads]
    headings = [_text(cell) for cell in heads[-1]] if heads else [""] * len(cells[0])
    numbers = {
        place for row in cells for place, cell in enumerate(row) if "gt_right" in cell.attrib.get("class", "").split()
    }
    return markdown.table(headings, [[_text(cell) for cell in row] for row in cells], numbers)


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: ElementTree.Element) -> str:
    return "".join(element.itertext())
