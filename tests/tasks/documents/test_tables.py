"""What a reader sees in a table: escaped, spelled out, numbers as numbers."""

import re

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sql.terms import Language
from sql.words import spelled
from tasks.documents.tables import report_table


def cells(html: str) -> list[str]:
    return re.findall(r"<td[^>]*>(.*?)</td>", html, flags=re.DOTALL)


def test_a_cell_from_outside_cannot_become_a_part_of_the_page() -> None:
    html = report_table(pd.DataFrame({"importer": ["<script>alert(1)</script>"], "kind": ["<b>bold"]}), "t")
    assert cells(html) == ["&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;b&gt;bold"]


def test_words_of_the_register_are_spelled_out_and_trade_names_kept() -> None:
    html = report_table(pd.DataFrame({"detector": ["rated_importers_ipr"]}), "t", terms=("detector",))
    assert cells(html) == ["rated importers IPR"]
    assert spelled("anti_smuggling") == "anti smuggling"


def test_numbers_stand_as_their_kind_and_what_is_missing_is_a_dash() -> None:
    frame = pd.DataFrame(
        {
            "declarations": [12345],
            "hit_rate": [0.2134],
            "amount": [1234567.8],
            "score": [0.456],
            "opened_on": pd.to_datetime(["2021-02-03"]),
            "answer": [None],
        }
    )
    html = report_table(frame, "t", shares=("hit_rate",), amounts=("amount",), decimals=("score",))
    assert cells(html) == ["12,345", "21.3%", "1,234,568", "0.46", "2021-02-03", "–"]


def test_a_missing_date_and_a_missing_term_are_dashes() -> None:
    frame = pd.DataFrame(
        {"closed_on": pd.to_datetime(pd.Series(["2021-02-03", None])), "outcome": ["duty_recovered", None]}
    )
    html = report_table(frame, "t", terms=("outcome",))
    assert cells(html) == ["2021-02-03", "duty recovered", "–", "–"]


def test_a_table_without_rows_is_its_sentence() -> None:
    assert report_table(pd.DataFrame({"a": []}), "t", empty="Nothing & nobody.") == (
        '<p class="empty">Nothing &amp; nobody.</p>'
    )


@given(st.lists(st.text(max_size=12), min_size=1, max_size=4))
def test_no_text_adds_a_tag(texts: list[str]) -> None:
    html = report_table(pd.DataFrame({"text": texts}), "t")
    assert all("<" not in cell for cell in cells(html))


def test_a_text_leads_where_it_says_and_stays_escaped() -> None:
    frame = pd.DataFrame({"number": ["TA-1", "<b>"]})
    html = report_table(
        frame, "t", links={"number": lambda number: f"/desk?a=1&b={number}" if number[0] == "T" else None}
    )
    assert '<a href="/desk?a=1&amp;b=TA-1">TA-1</a>' in html
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def test_headings_and_words_of_the_register_are_told_in_the_language() -> None:
    frame = pd.DataFrame({"kind": ["targeted_audit"], "hit_rate": [0.5]})
    html = report_table(frame, "t", terms=("kind",), shares=("hit_rate",), language=Language.CHINESE)
    assert all(word in html for word in ("专项稽查", "查获率"))
