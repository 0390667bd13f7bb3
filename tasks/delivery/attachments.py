"""Attachments of a notification: current documents in the reader's language."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlmodel import Session

from sql.stores import Stores
from sql.terms import Language
from tasks.delivery.channels import DeliveryError
from tasks.documents.pages import in_language, write_page
from tasks.documents.pdf import UnprintablePageError, pdf_of
from tasks.handling import operations
from tasks.handling.operation_report import operation_page
from tasks.post_clearance import case_file as case_files


def ready_attachment(stores: Stores, attachment: str, language: Language) -> Path:
    """The document that an event names, in a language, as PDF; one from the register that has changed is written anew.

    attachment: path of the English document, relative to the data folder. Without a document in the language, the
    English one is used. Raises DeliveryError if the PDF cannot be written.
    """
    if "://" in attachment or not (stores.folder / attachment).resolve().is_relative_to(stores.folder.resolve()):
        raise DeliveryError("the attachment is no document of this installation")
    target = stores.folder / in_language(Path(attachment), language)
    present = target.read_text(encoding="utf-8") if target.is_file() else ""
    made = _updated(stores, Path(attachment), language, present)
    if made is not None:
        write_page(target, made)
    found = target if target.is_file() else stores.folder / attachment
    if found.suffix != ".html" or not found.is_file():
        return found
    paper = found.with_suffix(".pdf")
    if not _printed_since(found, paper):
        try:
            write_page(paper, pdf_of(found.read_text(encoding="utf-8")))
        except UnprintablePageError as problem:
            raise DeliveryError(str(problem)) from None
    return paper


def _printed_since(written: Path, paper: Path) -> bool:
    """Whether a page was set as PDF after it was last written: it changes only by being written anew."""
    return paper.is_file() and paper.stat().st_mtime_ns >= written.stat().st_mtime_ns


def _updated(stores: Stores, attachment: Path, language: Language, present: str) -> str | None:
    # Documents written from the register: their path, and the function that writes them from the register and the
    # present document. It returns None if there is no such record, or the document is up to date.
    from_register: tuple[tuple[Callable[[str], Path], Callable[[Session, str, Language, str], str | None]], ...] = (
        (case_files.path_of, case_files.case_page_anew),
        (operations.path_of, partial(operation_page, stores.lake.currency)),
    )
    for path_of, page_of in from_register:
        if path_of(attachment.stem) == attachment:
            with stores.register.reading() as session:
                return page_of(session, attachment.stem, language, present)
    return None
