"""The case file as a document: complete, in both languages, on paper too, and it tells when something was altered."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlmodel import col, select

from sql.messages import as_written
from sql.reference import reference_table
from sql.register.tables import CaseFile, CaseGround, CaseJournalEntry
from sql.stores import Stores
from sql.terms import CaseKind, CaseState, DocumentFormat, GroundKind, Language, Priority, Violation
from tasks.documents.translation import translations
from tasks.post_clearance.case_file import case_document, case_page_anew
from tasks.post_clearance.case_moves import acknowledge_case, close_case, move_case
from tasks.post_clearance.case_states import EVENTS, CaseRefusedError
from tasks.post_clearance.follow_up import open_targeted_audits
from tasks.post_clearance.journal import append
from tasks.post_clearance.merging import merge_cases
from tasks.post_clearance.open_subjects import KINDS as SUBJECT_KINDS
from tasks.post_clearance.opening import open_by_decision
from tasks.post_clearance.procedure.moves import OUTCOMES
from tasks.post_clearance.reassignment import reassign_case
from tests.in_chinese import english_of
from tests.tasks.post_clearance.inspected import inspected
from tests.tasks.post_clearance.procedure import along as by_procedure
from tests.tasks.post_clearance.procedure import whole_audit, whole_investigation
from tests.tasks.post_clearance.test_cases import DAY, along, opened
from tests.tasks.post_clearance.test_merging import opened as subject_opened


def written(stores: Stores, number: str, language: Language, document_format: DocumentFormat, unit: str = "SHA") -> str:
    content = (stores.folder / case_document(stores, number, unit, language, document_format)).read_bytes()
    if document_format is DocumentFormat.HTML:
        return content.decode()
    return "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(content)).pages)


def hash_of(stores: Stores, declaration: str) -> str:
    with stores.register.reading() as session:
        return session.exec(select(CaseGround.content_hash).where(col(CaseGround.source) == declaration)).one()


def by_li(stores: Stores, number: str, *events: str) -> None:
    by_procedure(stores, number, *events, actor="Li", unit="CN", day=DAY)


@pytest.mark.parametrize("document_format", list(DocumentFormat))
@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            Language.ENGLISH,
            ["Targeted audit", "Grounds and evidence", "audit report", "Chief, date", "200", "Shanghai"],
        ),
        (Language.CHINESE, ["专项稽查", "案由与证据", "稽查报告", "主管关领导", "200", "上海海关风险管理处"]),
    ],
)
def test_a_chief_finds_all_of_a_case_in_its_document(
    stores: Stores, language: Language, words: list[str], document_format: DocumentFormat
) -> None:
    number = opened(stores, "D1", "D2")
    along(stores, number, "approve", "notify", "start")
    told = written(stores, number, language, document_format)
    for word in [number, "D1", "D2", "X", hash_of(stores, "D1"), "2021-06-28", *words]:
        assert word in told, word


def test_the_document_follows_the_case(stores: Stores) -> None:
    number = opened(stores, "D1")
    assert "nobody has taken it yet" in written(stores, number, Language.ENGLISH, DocumentFormat.HTML)
    along(stores, number, "approve")
    told = written(stores, number, Language.ENGLISH, DocumentFormat.HTML)
    assert "nobody has taken it yet" not in told
    assert "proposed → approved" in told
    along(stores, number, "notify", "start")
    assert "notified → in progress" in written(stores, number, Language.ENGLISH, DocumentFormat.HTML)


def test_the_document_says_which_evidence_was_altered(stores: Stores) -> None:
    number = opened(stores, "D1", "D2")
    with stores.register.writing() as session:
        ground = session.get_one(CaseGround, "inspection|targeted_audit|D2")
        ground.evidence = ground.evidence.replace("100.0", "1.0")
    assert "altered after it was frozen: D2." in written(stores, number, Language.ENGLISH, DocumentFormat.HTML)


def test_what_an_importer_is_called_is_text_and_never_markup(stores: Stores) -> None:
    number = opened(stores, "<script>alert(1)</script>")
    assert "<script>" not in written(stores, number, Language.ENGLISH, DocumentFormat.HTML)


def test_a_unit_beside_gets_no_document(stores: Stores) -> None:
    number = opened(stores, "D1")
    with pytest.raises(CaseRefusedError, match="QD has no case"):
        case_document(stores, number, "QD")
    assert not (stores.folder / "cases").exists()


def test_every_word_that_a_case_file_can_use_is_known_in_chinese() -> None:
    deadlines, rules = reference_table("legal_deadlines"), reference_table("case_rules")
    words = {
        *(str(each).replace("_", " ") for terms in (CaseKind, CaseState, Violation) for each in terms),
        *("IPR" if each is Priority.IPR else str(each) for each in Priority),
        *(each.replace("_", " ") for each in EVENTS),
        *GroundKind,
        *SUBJECT_KINDS,
        *OUTCOMES,
        *deadlines["what"],
        *deadlines["source"],
    }
    known = translations(Language.CHINESE)
    assert sorted(word for word in words if known.gettext(word) == word) == []
    assert [each for each in rules["statement"] if known.gettext(each) == each] == []


def test_a_chinese_case_file_holds_no_english_whatever_its_journal_tells(stores: Stores) -> None:
    reason = "The owner said so."
    audit, other, rejected = (subject_opened(stores, name, name) for name in ("X", "Y", "Z"))
    acknowledge_case(stores, audit, actor="Li", unit="SHA", as_of=DAY)
    merge_cases(stores, other, audit, actor="Li", unit="SH", as_of=DAY, reason=reason)
    reassign_case(stores, audit, "NGB", actor="Li", unit="SH", as_of=DAY, reason=reason)
    by_li(stores, audit, "approve", "notify", "start", "report", "conclude", "transfer")
    move_case(stores, rejected, "reject", actor="Li", unit="SH", as_of=DAY, text=reason)
    again, smuggling = subject_opened(stores, "Z", "Z2"), "AS-SHA-2021-0001"
    beside = {"subjects": ["importer=Z"], "concerned": ["person=ZZ"], "actor": "Li", "unit": "SHA", "as_of": DAY}
    open_by_decision(stores, CaseKind.TARGETED_AUDIT, reason=reason, **beside)  # type: ignore[arg-type]
    whole_audit(stores, again, actor="Li", unit="CN", day=DAY)
    whole_investigation(stores, smuggling, actor="Li", unit="CN", day=DAY)
    for number, outcome in ((again, "duty recovered"), (smuggling, "prosecution")):
        closing = {"recovered_duty": 1.0, "officer_hours": 2.0, "actor": "Li", "unit": "SH", "as_of": DAY}
        close_case(stores, number, outcome=outcome, **closing)  # type: ignore[arg-type]
    told = stores.register.read(CaseJournalEntry, ["event"])["event"]
    assert set(told) == EVENTS
    for number in (audit, other, rejected, again, smuggling):
        page = written(stores, number, Language.CHINESE, DocumentFormat.HTML, "CN")
        assert english_of(page, reason, *re.findall(r"\b[0-9a-f]{12,}\b", page)) == [], number
    assert "由SHA移交NGB。The owner said so." in written(stores, audit, Language.CHINESE, DocumentFormat.HTML, "CN")


def test_a_journal_takes_no_event_that_is_not_listed(stores: Stores) -> None:
    number = opened(stores, "D1")
    with pytest.raises(ValueError, match="wonder is no event"), stores.register.writing() as session:
        append(session, number, happened_on=DAY, actor="Li", event="wonder", text=as_written(""))


def test_what_an_earlier_version_wrote_is_shown_as_it_was_written(stores: Stores) -> None:
    number = opened(stores, "D1")
    with stores.register.writing() as session:
        append(
            session, number, happened_on=DAY, actor="Li", event="open", text=as_written("Begun, in words of long ago.")
        )
    page = written(stores, number, Language.CHINESE, DocumentFormat.HTML)
    assert "Begun, in words of long ago." in page
    assert "逐条核验无误" in page


def test_a_page_whose_words_were_changed_since_is_made_again(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    number = opened(stores, "D1")
    with stores.register.reading() as session:
        page = case_page_anew(session, number, Language.CHINESE, "")
        assert page is not None
        assert case_page_anew(session, number, Language.CHINESE, page) is None
        monkeypatch.setattr("tasks.post_clearance.case_file.wording", lambda language: "another catalogue")
        assert case_page_anew(session, number, Language.CHINESE, page) is not None


def test_a_page_that_shows_the_case_as_it_stands_is_not_made_again(stores: Stores) -> None:
    number = opened(stores, "D1")

    def anew(present: str) -> str | None:
        with stores.register.reading() as session:
            return case_page_anew(session, number, Language.ENGLISH, present)

    page = anew("")
    assert page is not None
    assert anew(page) is None
    along(stores, number, "approve")
    changed = anew(page)
    assert changed is not None
    assert "proposed → approved" in changed
    with stores.register.writing() as session:
        session.get_one(CaseGround, "inspection|targeted_audit|D1").evidence = "{}"
    assert anew(changed) is not None


@pytest.mark.parametrize("language", list(Language))
def test_the_file_lists_the_goods_items_of_each_declaration_and_sums_what_is_at_stake(
    stores: Stores, language: Language
) -> None:
    inspected(stores, "X", Violation.VIOLATION, Violation.VIOLATION, items=3)
    open_targeted_audits(stores, DAY, b"a key that nobody guesses")
    (number,) = stores.register.read(CaseFile, ["number"])["number"]
    (stake,) = stores.register.read(CaseFile, ["amount_at_stake"])["amount_at_stake"]
    assert stake == 2 * 3 * 80.0
    page = written(stores, number, language, DocumentFormat.HTML)
    table = re.search(r'id="declarations".*?</table>', page, re.DOTALL)
    assert table is not None
    rows = re.findall(r"<tr>(.*?)</tr>", table.group(0), re.DOTALL)
    assert len(rows) == 2 * 3
    cells = [[re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)] for row in rows[:3]]
    assert [row[3:] for row in cells] == [
        ["240", "1", "090121", "CO", "1,000", "80"],
        ["–", "2", "090121", "CO", "1,000", "80"],
        ["–", "3", "090121", "CO", "1,000", "80"],
    ]
    assert "(CNY)" in table.group(0)
    assert language is Language.ENGLISH or english_of(f"<table {table.group(0)}") == []
