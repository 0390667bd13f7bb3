"""A single section of the report is a picture that any browser draws."""

from datetime import date
from html import unescape
from pathlib import Path
from shutil import copytree
from xml.etree import ElementTree

import pandas as pd
import pytest
from sqlmodel import SQLModel, update

from sql.register.tables import Hint
from sql.stores import Stores
from sql.terms import HintFamily
from tasks.documents.tables import report_table
from tasks.reporting.chapter import as_picture, chapter
from tasks.reporting.report_data import ReportData
from tasks.reporting.sections import section_writers
from tests.deployments.commands.everything import fill_with_every_unit, mark

AS_OF = date(2021, 1, 31)


@pytest.mark.parametrize("name", [writer.name for writer in section_writers()])
def test_every_section_can_be_shown_alone_even_before_anything_happened(stores: Stores, name: str) -> None:
    shown = chapter(stores, name, AS_OF, seed=1)
    assert shown.title
    assert shown.message.endswith(".")
    assert ElementTree.fromstring(shown.picture).tag == "{http://www.w3.org/2000/svg}svg"


# Words of ours that pictures may show: kinds, states, columns and reasons.
OURS = {
    "collection_batch": ("content", "source_format"),
    "batch_quality": ("source",),
    "quarantined_row": ("column_name", "reason"),
    "hint": ("rule",),
    "finding": ("detector",),
    "feedback_indicator": ("name",),
    "feedback_proposal": ("action",),
    "outbox_event": ("kind",),
    "notification": ("channel",),
}


@pytest.fixture(scope="module")
def of_every_unit(empty_stores: Path, tmp_path_factory: pytest.TempPathFactory) -> Stores:
    """A register in which every text of every table names its unit's secrets, but for words of ours."""
    folder = tmp_path_factory.mktemp("secrets") / "data"
    copytree(empty_stores, folder)
    opened = Stores.embedded(folder)
    fill_with_every_unit(opened)
    with opened.register.writing() as session:
        for table, columns in OURS.items():
            found = SQLModel.metadata.tables[table]
            session.connection().execute(found.update().values(dict.fromkeys(columns, "plain")))
    return opened


@pytest.mark.parametrize("name", [writer.name for writer in section_writers()])
def test_a_picture_that_everybody_in_prefect_sees_names_nobody(of_every_unit: Stores, name: str) -> None:
    shown = chapter(of_every_unit, name, date(2021, 3, 31), seed=1)
    assert "secret" not in shown.message + shown.picture


def test_a_report_names_what_a_picture_does_not(of_every_unit: Stores) -> None:
    data = ReportData(of_every_unit, date(2021, 3, 1), date(2021, 3, 31), 1)
    writers = {writer.name: writer for writer in section_writers()}
    for name in ("cases", "findings", "handling", "feedback", "intake"):
        assert "secret" in writers[name].write(data).named


def test_a_report_names_no_officer_whose_integrity_is_in_question(stores: Stores) -> None:
    fill_with_every_unit(stores)
    with stores.register.writing() as session:
        session.connection().execute(update(Hint).values(family=HintFamily.LAW_ENFORCEMENT, severity="high"))
    data = ReportData(stores, date(2021, 3, 1), date(2021, 3, 31), 1)
    for writer in section_writers():
        if writer.name == "supervision":
            assert mark("SHA1") not in unescape(writer.write(data).named)


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
