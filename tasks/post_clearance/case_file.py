"""The case file as a document that is put before a chief: made from the register whenever it is asked for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, SQLModel, col, select

from sql.reference import organisation
from sql.register import keyed_text
from sql.register.tables import CaseDeclaration, CaseFile, CaseGround, CaseJournalEntry, CaseRecord, CaseSubject
from sql.stores import Stores
from sql.terms import CaseRole, DocumentFormat, Language
from tasks.documents.pages import in_language, page, write_page
from tasks.documents.pdf import pdf_of
from tasks.documents.translation import rendered, translated, translations, wording
from tasks.post_clearance import case_file_tables as tables
from tasks.post_clearance.evidence import content_hash
from tasks.post_clearance.journal import first_broken_entry
from tasks.post_clearance.listing import case_seen
from tasks.post_clearance.open_subjects import Subject, earlier_cases, subjects_of
from tasks.post_clearance.procedure.tables import procedure_tables

_TEMPLATE = Path(__file__).parent / "case_file.html"


def case_document(
    stores: Stores,
    number: str,
    unit: str,
    language: Language = Language.ENGLISH,
    document_format: DocumentFormat = DocumentFormat.PDF,
) -> str:
    """Write a case file as it stands into `cases/`; return its path relative to the data folder.

    Raises CaseRefusedError where `unit` does not see the case.
    """
    case_seen(stores, unit, number)
    with stores.register.reading() as session:
        content = case_page(session, number, language)
    target = in_language(path_of(number), language).with_suffix(f".{document_format}")
    write_page(stores.folder / target, pdf_of(content) if document_format is DocumentFormat.PDF else content)
    return target.as_posix()


def path_of(number: str) -> Path:
    """Where the document of a case stands, relative to the data folder; other languages and PDF beside it."""
    return Path("cases") / f"{number}.html"


def case_page_anew(session: Session, number: str, language: Language, present: str) -> str | None:
    """A case file as a page; None where there is none of the number, or where `present` shows it as it stands."""
    if session.get(CaseFile, number) is None:
        return None
    known = _known(session, number)
    return None if f'content="{known.state_in(language)}"' in present else _page(known, language)


def case_page(session: Session, number: str, language: Language) -> str:
    """A case file as a page: cover, grounds and evidence, declarations, deadlines, journal, hashes, signatures."""
    return _page(_known(session, number), language)


@dataclass(frozen=True)
class _Known:
    """All that the register knows of a case."""

    case: CaseFile
    grounds: Sequence[CaseGround]
    involved: Sequence[str]
    journal: Sequence[CaseJournalEntry]
    earlier: Sequence[str]
    people: Sequence[CaseSubject]
    records: Sequence[CaseRecord]

    def state_in(self, language: Language) -> str:
        """The same as long as nothing of it changes, nor the words for it in a language."""
        evidence = [content_hash(ground.evidence) for ground in self.grounds]
        rows = [_written(row) for row in (self.case, *self.journal, *self.people, *self.records)]
        return keyed_text(*rows, *evidence, *self.involved, *self.earlier, wording(language))


def _written(row: SQLModel) -> str:
    """A row as text, its columns by name: a model read from the register has them in no order of its own."""
    return json.dumps(row.model_dump(mode="json"), sort_keys=True)


def _known(session: Session, number: str) -> _Known:
    case = session.get_one(CaseFile, number)
    people = subjects_of(session, number)
    on = [Subject(row.kind, row.name) for row in people if row.role is CaseRole.SUBJECT]
    return _Known(
        case=case,
        grounds=session.exec(select(CaseGround).where(CaseGround.case_number == number).order_by(CaseGround.key)).all(),
        involved=session.exec(
            select(CaseDeclaration.declaration_id)
            .where(CaseDeclaration.case_number == number)
            .order_by(CaseDeclaration.declaration_id)
        ).all(),
        journal=session.exec(
            select(CaseJournalEntry)
            .where(CaseJournalEntry.case_number == number)
            .order_by(col(CaseJournalEntry.sequence))
        ).all(),
        earlier=earlier_cases(session, [Subject(case.subject_kind, case.subject), *on], number),
        people=people,
        records=session.exec(
            select(CaseRecord)
            .where(CaseRecord.case_number == number)
            .order_by(col(CaseRecord.sequence), col(CaseRecord.key))
        ).all(),
    )


def _page(known: _Known, language: Language) -> str:
    case, grounds, involved, journal = known.case, known.grounds, known.involved, known.journal
    evidence = tables.evidence_of(grounds)
    return page(
        _TEMPLATE,
        language,
        state=known.state_in(language),
        case=case,
        at_stake=tables.in_currency(translations(language).gettext("At stake"), evidence),
        recovered=tables.in_currency(translations(language).gettext("duty recovered"), evidence),
        unit_name=_name_of(case.unit, language),
        entries=len(journal),
        earlier=known.earlier,
        number_of_grounds=len(grounds),
        number_of_declarations=len(involved),
        grounds=tables.grounds_table(evidence, language),
        chart=tables.amounts_chart(evidence, language),
        declarations=tables.declarations_table(involved, evidence, language),
        procedure=procedure_tables(known.records, language),
        deadlines=tables.deadlines_table(case, language),
        journal=tables.journal_table(journal, language),
        hashes=tables.hashes_table(grounds, language),
        because=None if case.priority_because is None else rendered(language, case.priority_because),
        others=[_named(row, language) for row in known.people if _further(row, case)],
        concerned=[_named(row, language) for row in known.people if row.role is CaseRole.CONCERNED],
        altered=[ground.source for ground in grounds if content_hash(ground.evidence) != ground.content_hash],
        broken=first_broken_entry(journal),
    )


def _further(row: CaseSubject, case: CaseFile) -> bool:
    return row.role is CaseRole.SUBJECT and (row.kind, row.name) != (case.subject_kind, case.subject)


def _named(row: CaseSubject, language: Language) -> str:
    return f"{translated(language, row.kind)} {row.name}"


def _name_of(unit: str, language: Language) -> str:
    names = organisation().set_index("code")[f"name_{language}"]
    return str(names.get(unit, unit))
