"""A unit requests a case file as a document."""

from prefect import flow

from blocks.stores import load_stores
from flows.acting import person_acting
from flows.publishing import Summary, link_document
from flows.refusals import with_plain_refusals
from sql.terms import DocumentFormat, Language
from tasks.persons.roles import Action
from tasks.post_clearance import tasks as post_clearance


@flow(name="write-case-file", flow_run_name="write {number}")
@with_plain_refusals
def write_case_file(
    number: str,
    language: Language = Language.ENGLISH,
    document_format: DocumentFormat = DocumentFormat.PDF,
) -> Summary:
    """Write the current case file as a document for a chief; the page of the run links to it.

    Args:
        number: Number of the case file.
        language: en for English, zh for Chinese.
        document_format: pdf for paper, html for a browser.
    """
    stores = load_stores()
    unit = person_acting(stores, Action.LOOK).unit
    written = post_clearance.write_case_file(stores, number, unit, language, document_format)
    link_document("write-case-file", written, f"Case file {number}", unit)
    return {"case": number, "file": written}
