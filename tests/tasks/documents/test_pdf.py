"""Pages on paper: everything that the page says is there, Chinese too, and nothing is fetched."""

from io import BytesIO

import pandas as pd
import pytest
from pypdf import PdfReader

from tasks.documents.charts import stacked_bars
from tasks.documents.pdf import pdf_of
from tasks.documents.tables import report_table


def read(pdf: bytes) -> list[str]:
    return [sheet.extract_text() for sheet in PdfReader(BytesIO(pdf)).pages]


def page(body: str, title: str = "Case TA-SHA-2021-0001") -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


def test_english_chinese_and_korean_stand_side_by_side() -> None:
    (sheet,) = read(pdf_of(page("<p>Targeted audit 专项稽查 of 한국, proposed → approved, ≥ 3</p>")))
    for word in ("Targeted audit", "专项稽查", "한국", "→", "≥"):
        assert word in sheet


def test_a_long_table_repeats_its_heading_on_every_sheet_and_loses_no_row() -> None:
    rows = pd.DataFrame({"declaration": [f"D{number:04d}" for number in range(200)], "amount": range(200)})
    sheets = read(pdf_of(page(report_table(rows, "rows"))))
    assert len(sheets) > 2
    assert all("declaration" in sheet for sheet in sheets)
    assert [f"D{number:04d}" for number in range(200) if not any(f"D{number:04d}" in sheet for sheet in sheets)] == []
    assert f"{len(sheets)}/ {len(sheets)}" in sheets[-1]


def test_chinese_breaks_across_lines_and_english_words_stay_whole() -> None:
    told = "最近半年查验多次发现违规" * 20
    (sheet,) = read(pdf_of(page(f"<p>{told}</p><p>{'repeated violations ' * 30}</p>")))
    assert sum(line.count("半年") for line in sheet.splitlines()) >= 18  # a pair may be parted at the end of a line
    assert max(len(line) for line in sheet.splitlines() if "半" in line) < 70
    assert "repea\n" not in sheet


def test_charts_and_their_chinese_labels_are_drawn() -> None:
    chart = stacked_bars(pd.DataFrame({"涉税": [1, 2]}, index=["一月", "Feb"]), {"涉税": "#274060"}, "案值", "amount")
    (sheet,) = read(pdf_of(page(chart)))
    assert "案值" in sheet
    assert "Feb" in sheet


def test_the_same_page_makes_the_same_bytes() -> None:
    assert pdf_of(page("<p>one</p>")) == pdf_of(page("<p>one</p>"))


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/x.png", "file:///etc/passwd", "/etc/hostname"])
def test_what_a_page_names_elsewhere_is_not_fetched(address: str) -> None:
    (sheet,) = read(pdf_of(page(f'<p>before</p><img src="{address}"><p>after</p>')))
    assert "before" in sheet
    assert "after" in sheet
    assert "root:" not in sheet
