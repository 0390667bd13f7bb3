"""A single section of the report is a picture that any browser draws."""

from datetime import date
from xml.etree import ElementTree

import pandas as pd
import pytest

from sql.stores import Stores
from tasks.documents.tables import report_table
from tasks.reporting.chapter import as_picture, chapter
from tasks.reporting.sections import section_writers

AS_OF = date(2021, 1, 31)


@pytest.mark.parametrize("name", [writer.name for writer in section_writers()])
def test_every_section_can_be_shown_alone_even_before_anything_happened(stores: Stores, name: str) -> None:
    shown = chapter(stores, name, AS_OF, seed=1)
    assert shown.title
    assert shown.message.endswith(".")
    assert ElementTree.fromstring(shown.picture).tag == "{http://www.w3.org/2000/svg}svg"


def test_text_of_a_declarant_neither_breaks_the_picture_nor_runs_in_the_page() -> None:
    frame = pd.DataFrame({"subject": ["<script>alert(1)</script>", "a & b", "bell \x07 and \x00"]})
    picture = ElementTree.fromstring(as_picture(report_table(frame, "subjects")))
    assert not [element for element in picture.iter() if element.tag.endswith("script")]
    text = "".join(picture.itertext())
    assert "<script>alert(1)</script>" in text
    assert "a & b" in text


def test_a_picture_grows_with_the_rows_and_the_length_of_its_table() -> None:
    def height(frame: pd.DataFrame) -> int:
        return int(ElementTree.fromstring(as_picture(report_table(frame, "t"))).attrib["height"])

    one, five = pd.DataFrame({"statement": ["short"]}), pd.DataFrame({"statement": ["short"] * 5})
    long = pd.DataFrame({"statement": ["word " * 100]})
    assert height(one) < height(five)
    assert height(one) < height(long)
