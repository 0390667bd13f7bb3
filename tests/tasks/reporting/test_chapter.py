"""A single section of the report is Markdown, with tables that can be copied."""

import re
from base64 import b64decode
from datetime import date
from html import unescape
from pathlib import Path
from shutil import copytree
from xml.etree import ElementTree

import pandas as pd
import pytest
from sqlmodel import SQLModel, update

from sql.register.seals import NOTED
from sql.register.tables import Hint
from sql.stores import Stores
from sql.terms import HintFamily
from tasks.documents.charts import stacked_bars
from tasks.documents.tables import report_table
from tasks.reporting.chapter import as_markdown, chapter
from tasks.reporting.report_data import ReportData
from tasks.reporting.sections import section_writers
from tests.deployments.commands.everything import fill_with_every_unit, mark

AS_OF = date(2021, 1, 31)


@pytest.mark.parametrize("name", [writer.name for writer in section_writers()])
def test_every_section_can_be_shown_alone_even_before_anything_happened(stores: Stores, name: str) -> None:
    shown = chapter(stores, name, AS_OF, seed=1)
    assert shown.title
    assert shown.message.endswith(".")
    assert "<" not in re.sub(r"\\<", "", shown.tables)  # Prefect's pages strip HTML


# Words of ours that pages of runs may show: kinds, states, columns and reasons.
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
            told = found.update().values(dict.fromkeys(columns, "plain")).execution_options(**NOTED)
            session.connection().execute(told)
    return opened


@pytest.mark.parametrize("name", [writer.name for writer in section_writers()])
def test_a_page_that_everybody_in_prefect_sees_names_nobody(of_every_unit: Stores, name: str) -> None:
    shown = chapter(of_every_unit, name, date(2021, 3, 31), seed=1)
    assert "secret" not in shown.message + shown.tables


def test_a_report_names_what_a_page_of_a_run_does_not(of_every_unit: Stores) -> None:
    data = ReportData(of_every_unit, date(2021, 3, 1), date(2021, 3, 31), 1)
    writers = {writer.name: writer for writer in section_writers()}
    for name in ("cases", "findings", "handling", "feedback", "intake"):
        assert "secret" in writers[name].write(data).named


def test_a_report_names_no_officer_whose_integrity_is_in_question(stores: Stores) -> None:
    fill_with_every_unit(stores)
    with stores.register.writing() as session:
        raised = update(Hint).values(family=HintFamily.LAW_ENFORCEMENT, severity="high").execution_options(**NOTED)
        session.connection().execute(raised)
    data = ReportData(stores, date(2021, 3, 1), date(2021, 3, 31), 1)
    for writer in section_writers():
        if writer.name == "supervision":
            assert mark("SHA1") not in unescape(writer.write(data).named)


def test_text_of_a_declarant_is_no_mark_of_the_page() -> None:
    hostile = ["<script>alert(1)</script>", "a | b\n| c", "![x](http://evil)", "bell \x07 and \x00", "`rm` *x* _y_ ~z~"]
    table = as_markdown(report_table(pd.DataFrame({"subject": hostile}), "subjects"), "Subjects")
    head, rule, *rows = table.splitlines()
    assert (head, rule) == ("| subject |", "| --- |")
    assert [re.sub(r"\\(.)", r"\1", row) for row in rows] == [
        *("| <script>alert(1)</script> |", "| a | b | c |", "| ![x](http://evil) |"),
        *("| bell and |", "| `rm` *x* _y_ ~z~ |"),
    ]
    assert not re.findall(r"(?<!\\)[<>!`*_~\[\]]", table)
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 2 for row in rows)


def test_numbers_stand_to_the_right_and_charts_are_pictures_of_their_own() -> None:
    frame = pd.DataFrame({"office": ["Yangshan"], "declarations": [1_200]})
    chart = stacked_bars(frame.set_index("office"), {"declarations": "#274060"}, "Declarations", "declarations")
    shown = as_markdown(f"{chart}<h3>By office</h3>{report_table(frame, 't')}", "Lanes")
    title, legend, picture, heading, table = shown.split("\n\n")
    assert (title, legend.strip()) == ("Declarations", "declarations")
    assert heading == "### By office"
    assert table.splitlines() == ["| office | declarations |", "| --- | ---: |", "| Yangshan | 1,200 |"]
    encoded = picture.removeprefix("![Lanes](data:image/svg+xml;base64,").removesuffix(")")
    assert ElementTree.fromstring(b64decode(encoded)).tag == "{http://www.w3.org/2000/svg}svg"
