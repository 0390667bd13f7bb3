"""The report has summary, recommendation, warnings with their trend, evidence, method and limits; as PDF too."""

import io
import re
from collections.abc import Hashable
from datetime import timedelta

import pandas as pd
import pypdf
import pytest

from sql.messages import Message
from sql.stores import Stores
from sql.terms import Language
from tasks.analysis import report
from tasks.analysis.analyse import analyse
from tasks.analysis.report import print_report
from tasks.analysis.request import AnalysisRequest
from tasks.analysis.trend import subject_rows, weekly_trend
from tasks.documents.pages import in_language
from tasks.documents.pdf import UnprintablePageError
from tasks.documents.translation import rendered
from tasks.records.subjects import subject_words
from tests.in_chinese import chinese_of, english_of
from tests.tasks.analysis.trade import AS_OF, coffee, declared, given, know_one_enterprise, recent_day


@pytest.fixture
def reported(stores: Stores) -> tuple[Stores, str]:
    know_one_enterprise(stores)
    level = declared(importer=["LOW"] * 6, lodged_on=recent_day(), item_value=250.0)
    rows = pd.concat([coffee(150), level], ignore_index=True)
    rows = rows.assign(declaration_id=[f"A{number:05d}" for number in range(len(rows))])
    stores.lake.write_by_month("declarations", "lodged_on", "first", rows)
    return stores, str(analyse(stores, AS_OF, AnalysisRequest())["report"])


def test_every_part_of_a_report_is_there_and_a_warning_shows_its_trend(reported: tuple[Stores, str]) -> None:
    stores, path = reported
    text = (stores.folder / path).read_text(encoding="utf-8")
    parts = ["summary", "recommendation", "warnings", "evidence", "method", "limits"]
    assert re.findall(r'<h2 id="(\w+)"', text) == parts
    assert "Importer price level: LOW" in text
    assert "LOW: value per kg as a multiple of the median of the same goods, by first day of the week" in text
    assert "A00150, A00151, A00152" in text
    assert "Customs Audit Regulations 2016" in text


def test_the_pdf_has_the_same_parts_and_is_made_once(reported: tuple[Stores, str]) -> None:
    stores, path = reported
    printed = print_report(stores.folder, path)
    assert printed is not None
    paper = stores.folder / printed
    content = paper.read_bytes()
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    assert "Recommendation" in text
    assert "Limits" in text
    paper.write_bytes(b"kept")
    assert print_report(stores.folder, path) == paper.relative_to(stores.folder).as_posix()
    assert paper.read_bytes() == b"kept"


def test_a_page_that_cannot_be_printed_leaves_the_report_unchanged(
    reported: tuple[Stores, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unprintable(page: str) -> bytes:
        raise UnprintablePageError("a word as long as a sheet")

    stores, path = reported
    monkeypatch.setattr(report, "pdf_of", unprintable)
    assert print_report(stores.folder, path) is None
    assert {each.suffix for each in (stores.folder / path).parent.iterdir()} == {".html"}


def test_the_report_is_written_in_each_language_and_leads_to_the_other(reported: tuple[Stores, str]) -> None:
    stores, path = reported
    english = stores.folder / path
    chinese = in_language(english, Language.CHINESE)
    assert f'<a href="{chinese.name}">中文</a>' in english.read_text(encoding="utf-8")
    assert chinese_of(english.read_text(encoding="utf-8")) == []
    page = chinese.read_text(encoding="utf-8")
    assert f'<a href="{english.name}">English</a>' in page
    assert english_of(page, "English") == []
    assert "企业价格水平偏低：LOW" in page
    assert print_report(stores.folder, path) is not None
    sheets = pypdf.PdfReader(chinese.with_suffix(".pdf")).pages
    assert "建议" in "".join(sheet.extract_text() for sheet in sheets)


def test_the_direction_of_exports_is_a_word_and_not_a_name() -> None:
    assert subject_words("importer+hs4", "I1+0901") == "I1+0901"
    exporter = subject_words("exporter+hs4+direction", "I1+0901+export")
    assert str(exporter) == "I1+0901 (export)"
    assert rendered(Language.CHINESE, Message("{subject}", {"subject": exporter})) == "I1+0901（出口）"


def test_a_trend_counts_whole_weeks_up_to_the_business_date_and_empty_weeks_as_zero() -> None:
    days = [AS_OF, AS_OF - timedelta(days=6), AS_OF - timedelta(days=7), AS_OF - timedelta(days=21)]
    rows = declared(importer="LOW", lodged_on=days, item_value=[100.0, 300.0, 500.0, 700.0])
    subject: dict[Hashable, str] = {"subject_kind": "importer+country_of_origin", "subject": "LOW+CO"}
    seen = subject_rows(subject, given(coffee(20), rows))
    counted = weekly_trend(seen, "declarations", pd.Timestamp(AS_OF))
    assert counted.tolist() == [1, 0, 1, 2]
    assert counted.index[-1] == (AS_OF - timedelta(days=6)).isoformat()
    assert weekly_trend(seen, "unit_value", pd.Timestamp(AS_OF)).isna().tolist() == [False, True, False, False]
    assert weekly_trend(seen, "duty", pd.Timestamp(AS_OF)).tolist() == [56, 0, 40, 32]
