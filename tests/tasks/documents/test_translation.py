"""Whatever documents and messages say in English they can say in Chinese."""

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import deployments
import tasks
from sql.messages import Message, as_written, placeholders, word
from sql.reference import reference_table
from sql.terms import CaseKind, HandlingKind, Language, Priority
from tasks.analysis.method import detectors
from tasks.documents import translation
from tasks.documents.translation import CATALOGUES, catalogue, columns_in, rendered, translated, translations
from tasks.handling.personal import OFFICER
from tasks.parameters.columns import COLUMNS, ColumnKind
from tasks.supervision.hint_rule import hint_rules

_METHODS = [("**.html", "jinja2.ext:babel_extract"), ("**.txt", "jinja2.ext:babel_extract"), ("**.py", "python")]
_MAKERS = ("Message", "messages", "msgid")  # their first argument is a text of the catalogues
_KEYWORDS = ("statement", "evidence")  # of findings_of and hints_of: theirs is, too
OTHERS = [each for each in Language if each is not Language.ENGLISH]
ZH = Language.CHINESE


def looked_up() -> set[str]:
    """Every text that code and templates look up under `_`."""
    found = [
        found
        for package in (tasks, deployments)
        for found in extract_from_dir(Path(package.__file__ or "").parent, _METHODS, keywords={"_": None})
    ]
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def texts_of_messages() -> set[str]:
    """Every text that code makes messages of."""
    return {
        text
        for package in (tasks, deployments)
        for source in Path(package.__file__ or "").parent.rglob("*.py")
        for call in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        for text in _texts(call, call.func.id)
    }


def _texts(call: ast.Call, name: str) -> Iterator[str]:
    given = call.args[:1] if name in _MAKERS else []
    if name in ("findings_of", "hints_of"):
        given = [keyword.value for keyword in call.keywords if keyword.arg in _KEYWORDS]
    yield from (each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str))


def says_something(text: str) -> bool:
    """Whether anything stands in a text beside its placeholders."""
    return any(letter.isalpha() for letter in text.format_map(dict.fromkeys(placeholders(text), _Nothing())))


class _Nothing:
    def __format__(self, form: str) -> str:
        return ""


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_that_is_looked_up_is_translated(language: Language) -> None:
    known = translations(language)
    assert sorted(text for text in looked_up() if known.gettext(text) == text) == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_of_a_message_is_translated(language: Language) -> None:
    known = translations(language)
    made = texts_of_messages()
    assert len(made) > 100
    assert sorted(text for text in made if says_something(text) and known.gettext(text) == text) == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_stands_twice_in_a_catalogue(language: Language) -> None:
    """Of two entries the last would win, and nobody would see which."""
    lines = (CATALOGUES / f"{language}.po").read_text("utf-8").splitlines()
    texts = [line for line in lines if line.startswith("msgid ") and line != 'msgid ""']
    assert sorted(texts) == sorted(set(texts))


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_takes_the_same_values_as_its_text(language: Language) -> None:
    with (CATALOGUES / f"{language}.po").open("rb") as source:
        read = read_po(source, abort_invalid=True)
    assert not list(read.check())
    for message in read:
        assert isinstance(message.id, str)
        assert not message.fuzzy or message.id == ""
        if "%(" not in message.id and message.id:
            assert set(placeholders(str(message.string))) <= set(placeholders(message.id)), message.id


def test_a_message_is_shown_with_the_figures_and_dates_of_the_language() -> None:
    values = {"day": date(2021, 3, 31), "count": 12_345, "parameter": "SHA-1"}
    message = Message("{parameter} floods its lane: {count:,} hits beyond its cap on {day}", values)
    assert rendered(ZH, message) == "参数SHA-1命中超限：2021年3月31日超出上限12,345次"
    assert rendered(Language.ENGLISH, message) == str(message)
    change = Message(
        "{change:+.0%} {share:.1%} {duty:,.2f} {declarations}",
        {"change": -0.18, "share": 0.125} | {"duty": 1234.5, "declarations": 3},
    )
    assert rendered(ZH, change) == str(change) == "-18% 12.5% 1,234.50 3"


def test_messages_within_a_message_are_translated_and_what_a_person_wrote_is_not() -> None:
    reason = "Taken by {officer}."  # looks like a text of the catalogue
    message = Message("{before} → {after}", {"before": word("closed"), "after": as_written(reason)})
    assert rendered(ZH, message) == f"已结案 → {reason}"
    assert rendered(ZH, as_written("closed")) == "closed"
    assert rendered(ZH, Message("Merged into {number}. {reason}", {"number": "TA-1", "reason": "closed"})) == (
        "并入TA-1。closed"
    )


def test_a_reworded_text_is_translated_when_its_catalogue_entry_follows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old, new = "Expired {days_overdue} days ago and is not written off.", "Not written off {days_overdue} days late."
    entries = (CATALOGUES / "zh.po").read_text(encoding="utf-8")
    assert entries.count(f'"{old}"') == 1
    (tmp_path / "zh.po").write_text(entries.replace(f'"{old}"', f'"{new}"'), encoding="utf-8")
    monkeypatch.setattr(translation, "CATALOGUES", tmp_path)
    for each in (catalogue, translations):
        each.cache_clear()
    try:
        assert rendered(ZH, Message(new, {"days_overdue": 90})) == "手册到期已90天，尚未核销。"
    finally:
        for each in (catalogue, translations):
            each.cache_clear()


def test_words_of_the_register_are_spelled_in_the_language() -> None:
    assert translated("zh", CaseKind.ANTI_SMUGGLING) == "缉私案件"
    assert translated("en", CaseKind.ANTI_SMUGGLING) == "anti smuggling"
    assert translated("en", Priority.IPR) == "IPR"


def test_every_word_that_messages_and_documents_can_use_is_known_in_chinese() -> None:
    words = {
        *(word(each.name) for each in detectors()),
        word(OFFICER),
        *(word(text) for each in detectors() for text in (each.what_to_check, each.department)),
        *(word(text) for each in detectors() for text in (each.description, each.law_or_practice)),
        *(word(each.name) for each in hint_rules()),
        *(word(each) for each in HandlingKind),
        *(word(each) for each in reference_table("reporting_duties")["duty"]),
        *(word(each) for each in reference_table("sensitive_commodities")["label"]),
        *(word(f"{each} country") for each in reference_table("risk_routes")["role"]),
    }
    assert sorted(str(each) for each in words if rendered(ZH, each) == str(each)) == []


def test_every_column_of_a_subject_is_known_in_chinese() -> None:
    columns = ["hs4", *(name for name, kind in COLUMNS.items() if kind is ColumnKind.TEXT)]
    assert [name for name in columns if columns_in(ZH, name).isascii()] == []
    assert columns_in(ZH, "importer+hs4") == "进口企业+品目（前四位）"


def test_what_no_catalogue_knows_stays_as_it_is() -> None:
    assert translated("zh", "SHA-REV-0001") == "SHA-REV-0001"


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        translations("fr")
