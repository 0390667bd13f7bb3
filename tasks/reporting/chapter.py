"""A single section of the report, for the page of the run that it describes."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from xml.etree import ElementTree  # nosec B405  # parsed by defusedxml

from sql.stores import Stores
from tasks.reporting.report_data import ReportData
from tasks.reporting.sections import section_writers

PERIOD = timedelta(days=28)
_WIDTH = 1080  # of the report's page, in pixels
_CHARACTERS = 125  # in a line of a table of that width
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # a declarant may write anything
_STYLE = (
    "body,div{font:13px/1.45 system-ui,'Noto Sans','Noto Sans CJK SC',sans-serif;color:#22303c}"
    "h3{font-size:14px;margin:18px 0 6px;color:#3d5468} .empty,.note{color:#5b6b79} svg{width:100%;height:auto}"
)


@dataclass(frozen=True)
class Chapter:
    """A section as a title, a sentence, and one picture (SVG) of its tables and charts."""

    title: str
    message: str
    picture: str


def chapter(stores: Stores, name: str, as_of: date, seed: int) -> Chapter:
    """Write the section `name` of the report on the 28 days up to `as_of`, without what names subjects."""
    writer = next(writer for writer in section_writers() if writer.name == name)
    section = writer.write(ReportData(stores, as_of - PERIOD + timedelta(days=1), as_of, seed))
    return Chapter(section.title, section.message, as_picture(section.body))


def as_picture(body: str) -> str:
    """Put the HTML of tables and charts into an SVG, because Prefect's pages strip HTML of its style.

    An SVG does not grow with its content, so the height is a generous estimate.
    """
    shown = f'<div xmlns="http://www.w3.org/1999/xhtml"><style>{_STYLE}</style>{_NOT_IN_XML.sub("", body)}</div>'
    height = 24 + sum(_height(element) for element in ElementTree.fromstring(shown))  # noqa: S314  # nosec B314  # our own page
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}">'
        '<rect width="100%" height="100%" fill="#fff"/>'
        f'<foreignObject x="12" y="0" width="{_WIDTH - 24}" height="100%">{shown}</foreignObject></svg>'
    )


def _height(element: ElementTree.Element) -> int:
    tag = element.tag.rpartition("}")[2]
    if tag == "style":
        return 0
    if tag == "svg":
        return 360
    rows = [row for row in element.iter() if row.tag.endswith("}tr")]
    if not rows:
        return 48
    return 20 + sum(29 + 19 * (len("".join(row.itertext())) // _CHARACTERS) for row in rows)
