"""A unit requests a case file as a document."""

from prefect import flow
from prefect.artifacts import create_link_artifact

from blocks.stores import load_stores
from flows.publishing import Summary
from flows.refusals import with_plain_refusals
from sql.terms import DocumentFormat, Language
from tasks.post_clearance import tasks as post_clearance


@flow(name="write-case-file", flow_run_name="write {number}")
@with_plain_refusals
def write_case_file(
    number: str,
    unit: str,
    language: Language = Language.ENGLISH,
    document_format: DocumentFormat = DocumentFormat.PDF,
) -> Summary:
    """Write the current case file as a document for a chief; the page of the run links to it.

    Args:
        number: Number of the case file.
        unit: Code of the officer's unit; the case must be in its jurisdiction.
        language: en for English, zh for Chinese.
        document_format: pdf for paper, html for a browser.
    """
    stores = load_stores()
    written = post_clearance.write_case_file(stores, number, unit, language, document_format)
    link = (stores.folder / written).absolute().as_uri()
    create_link_artifact(key="case-file", link=link, link_text=number, description=f"The case file {number}")
    return {"case": number, "file": written}
