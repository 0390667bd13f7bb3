"""The pages that a cycle writes: every link leads somewhere, and each speaks one language."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlmodel import select

from sql.register.tables import CaseFile, CollectionBatch
from sql.stores import Stores
from sql.terms import Language
from tasks.post_clearance.case_file import case_page
from tests.flows.conftest import CYCLE, Undisturbed
from tests.in_chinese import english_of

pytestmark = pytest.mark.timeout(1_800)  # as in test_killed
_LINK = re.compile(r'\bhref="([^"]*)"')
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def leading_nowhere(page: str, folder: Path) -> list[str]:
    """Links of a page to what neither stands on it nor beside it."""
    places = set(re.findall(r'\bid="([^"]+)"', page))
    return [
        link
        for link in map(unescape, _LINK.findall(page))
        if (link[1:] not in places if link.startswith("#") else not (folder / link).is_file())
    ]


def case_pages(stores: Stores, language: Language) -> Iterator[str]:
    with stores.register.reading() as session:
        for number in session.exec(select(CaseFile.number).order_by(CaseFile.number).limit(3)):
            yield case_page(session, number, language)


def of_director(run: Undisturbed, language: Language) -> str:
    ending = "" if language is Language.ENGLISH else f".{language}"
    return (run.folder / "reports" / f"director-cycle-{CYCLE.last_day}{ending}.html").read_text(encoding="utf-8")


def test_every_link_of_the_pages_of_a_cycle_leads_somewhere(undisturbed: Undisturbed) -> None:
    reports = sorted((undisturbed.folder / "reports").glob("*.html"))
    assert {path.name.split("-")[0] for path in reports} == {"analysis", "director"}
    for path in reports:
        page = path.read_text(encoding="utf-8")
        assert _LINK.findall(page), path.name
        assert leading_nowhere(page, path.parent) == [], path.name
    stores = Stores.embedded(undisturbed.folder)
    for page in (*case_pages(stores, Language.ENGLISH), *case_pages(stores, Language.CHINESE)):
        assert leading_nowhere(page, undisturbed.folder / "cases") == []


def test_a_link_that_leads_nowhere_is_noticed(tmp_path: Path) -> None:
    page = '<a href="#there">1</a><a href="#lost">2</a><a href="lost.html">3</a><p id="there"></p>'
    assert leading_nowhere(page, tmp_path) == ["#lost", "lost.html"]


def test_the_chinese_page_of_the_director_holds_no_english(undisturbed: Undisturbed) -> None:
    files = Stores.embedded(undisturbed.folder).register.read(CollectionBatch, ["file_name"])["file_name"]
    assert english_of(of_director(undisturbed, Language.CHINESE), "English", *files) == []


def test_the_english_page_of_the_director_holds_no_chinese(undisturbed: Undisturbed) -> None:
    assert set(_CHINESE.findall(of_director(undisturbed, Language.ENGLISH))) == {"中文"}  # the link to that page


def test_the_page_of_the_director_begins_with_figures_and_decisions(undisturbed: Undisturbed) -> None:
    page = of_director(undisturbed, Language.ENGLISH)
    assert page.count('<p class="name">') == 5
    assert (
        page.index('class="figures"') < page.index('id="decide"') < page.index('id="panel-1"') < page.index('id="all"')
    )
    assert page.count('role="img"') >= 10
    assert len(re.findall(r'role="img" aria-label="[^"]{20,}"', page)) == page.count('role="img"')


@pytest.mark.parametrize(("language", "words"), [("", "To be decided this week"), (".zh", "本周待决事项")])
def test_the_page_of_the_director_stands_on_paper_too(undisturbed: Undisturbed, language: str, words: str) -> None:
    path = undisturbed.folder / "reports" / f"director-cycle-{CYCLE.last_day}{language}.pdf"
    sheets = PdfReader(path).pages
    assert words in "".join(sheet.extract_text() for sheet in sheets)
    assert 2 <= len(sheets) <= 8  # what is folded on the page is left out
    assert not [sheet for sheet in sheets if sheet.annotations]  # links to what is not printed
