"""A unit has a case file written as a document."""

from prefect import flow
from prefect.artifacts import create_link_artifact

from blocks.stores import load_stores
from flows.publishing import Summary
from flows.refusals import told_plainly
from sql.terms import DocumentFormat, Language
from tasks.post_clearance import tasks as post_clearance


@flow(name="write-case-file", flow_run_name="write {number}")
@told_plainly
def write_case_file(
    number: str,
    unit: str,
    language: Language = Language.ENGLISH,
    document_format: DocumentFormat = DocumentFormat.PDF,
) -> Summary:
    """Write a case file as it stands, ready to be put before a chief; the page of the run says where it lies.

    Args:
        number: Number of the case file.
        unit: Code of the officer's unit, in whose jurisdiction the case must lie.
        language: en for English, zh for Chinese.
        document_format: pdf for paper, html for a browser.
    """
    stores = load_stores()
    written = post_clearance.write_case_file(stores, number, unit, language, document_format)
    link = (stores.folder / written).absolute().as_uri()
    create_link_artifact(key="case-file", link=link, link_text=number, description=f"The case file {number}")
    return {"case": number, "file": written}
