"""Sentences that the register keeps in English are known again and told in Chinese; what persons wrote stays."""

import re

import pytest

from sql.reference import reference_table
from sql.terms import HandlingKind, Language
from tasks.analysis.method import detectors
from tasks.documents.sentences import kinds_of_sentences, sentence
from tasks.documents.translation import catalogue, columns_in, translations
from tasks.handling.personal import OFFICER
from tasks.notification.wording import headings
from tasks.parameters.columns import COLUMNS, ColumnKind
from tasks.supervision.hint_rule import hint_rules

ZH = Language.CHINESE
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
TEMPLATES = sorted((str(each.context), str(each.id)) for each in catalogue(ZH) if each.context)


def written(kind: str, template: str) -> str:
    """A sentence made of a template, as the register would keep it."""
    return template % {name: _value(kind, name) for name in _PLACEHOLDER.findall(template)}


def _value(kind: str, name: str) -> str:
    if name == "measure":
        return "special operation"
    within = [template for of, template in TEMPLATES if of == name != kind]
    return written(name, within[0]) if within else f"{name.upper()}-1"


@pytest.mark.parametrize(("kind", "template"), TEMPLATES)
def test_what_is_made_of_a_template_is_known_again_with_all_that_stands_in_it(kind: str, template: str) -> None:
    text = written(kind, template)
    told = sentence(ZH, kind, text)
    assert told is not None
    for value in re.findall(r"[A-Z_]+-1", text):
        assert value in told
    assert sentence(Language.ENGLISH, kind, text) == text


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("journal reassign", "From SHA to NGB. It is yours.\nclosed", "由SHA移交NGB。It is yours.\nclosed"),
        ("journal merge", "Merged into TA-1. ", "并入TA-1。"),
        (
            "finding",
            "Coffee: goods of concealment from CO (source country), from where 2% of these goods came before.",
            "咖啡（易夹藏货物），启运国CO（来源国），此前由该国启运的占此类货物的2%。",
        ),
        (
            "notice instruction",
            "- Compare with transaction values of identical goods: A Co. Ltd. 3 declarations where its own past lets "
            "expect 0.5.",
            "- 与相同货物的成交价格比对：A Co. Ltd。申报3份报关单，按其自身以往情况预期为0.5份。",
        ),
        (
            "headline",
            "Not acknowledged by SHA: Not acknowledged by SHA1: Targeted audit TA-1",
            "SHA逾期未签收：SHA1逾期未签收：专项稽查 TA-1",
        ),
        ("notice approval", "- special operation 97c1 of", "- 专项行动 97c1 of"),
    ],
)
def test_sentences_are_told_with_their_words_and_the_words_of_persons_stay(kind: str, text: str, told: str) -> None:
    assert sentence(ZH, kind, text) == told


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("journal approve", "Agreed with the chief."),
        ("journal approve", "Taken by Li."),  # an officer's own words: only `acknowledge` is written so
        ("journal approve", "boxes opened → goods seized"),
        ("finding", "Declares less than its peers"),
    ],
)
def test_what_no_template_fits_is_no_sentence_of_the_register(kind: str, text: str) -> None:
    assert sentence(ZH, kind, text) is None


def test_every_word_that_sentences_and_documents_can_use_is_known_in_chinese() -> None:
    commodities, routes = reference_table("sensitive_commodities"), reference_table("risk_routes")
    words = {
        *(each.name.replace("_", " ").replace("ipr", "IPR") for each in detectors()),
        OFFICER.replace("_", " "),
        *(each.what_to_check for each in detectors()),
        *(each.name.replace("_", " ") for each in hint_rules()),
        *(each.replace("_", " ") for each in HandlingKind),
        *(each.replace("_", " ") for each in reference_table("reporting_duties")["duty"]),
    }
    known = translations(ZH)
    assert sorted(word for word in words if known.gettext(word) == word) == []
    assert [label for label in commodities["label"].unique() if sentence(ZH, "label", label.capitalize()) is None] == []
    assert [role for role in routes["role"].unique() if sentence(ZH, "role", role) is None] == []


def test_every_column_of_a_subject_is_known_in_chinese() -> None:
    columns = ["hs4", *(name for name, kind in COLUMNS.items() if kind is ColumnKind.TEXT)]
    assert [name for name in columns if columns_in(ZH, name).isascii()] == []
    assert columns_in(ZH, "importer+hs4") == "进口企业+品目（前四位）"


def test_every_kind_of_notice_has_sentences() -> None:
    known = kinds_of_sentences(ZH) | {"notice escalation"}  # it says what a reminder says
    assert [kind for kind in headings(ZH) if f"notice {kind}" not in known] == []
