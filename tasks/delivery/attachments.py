"""What goes with a notification: a document in the reader's language, as it stands when it leaves."""

from collections.abc import Callable
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

# Documents that are made from the register: where they stand, and how they are made of it and of what is there already;
# None where there is no such thing, or it is up to date.
_MADE: tuple[tuple[Callable[[str], Path], Callable[[Session, str, Language, str], str | None]], ...] = (
    (case_files.path_of, case_files.case_page_anew),
    (operations.path_of, operation_page),
)


def ready_attachment(stores: Stores, attachment: str, language: Language, *, for_paper: bool) -> Path:
    """The document that an event names, in a language: what the register knows is made anew, as it stands now.

    attachment: its path relative to the data folder, in English. for_paper: as PDF, as mail carries it.
    Where there is no document in the language the English one goes. Raises DeliveryError where it cannot be set.
    """
    target = stores.folder / in_language(Path(attachment), language)
    present = target.read_text(encoding="utf-8") if target.is_file() else ""
    made = _made_anew(stores, Path(attachment), language, present)
    if made is not None:
        write_page(target, made)
    found = target if target.is_file() else stores.folder / attachment
    if not for_paper or found.suffix != ".html" or not found.is_file():
        return found
    try:
        pdf = pdf_of(found.read_text(encoding="utf-8"))
    except UnprintablePageError as problem:
        raise DeliveryError(str(problem)) from None
    write_page(found.with_suffix(".pdf"), pdf)
    return found.with_suffix(".pdf")


def _made_anew(stores: Stores, attachment: Path, language: Language, present: str) -> str | None:
    for path_of, page_of in _MADE:
        if path_of(attachment.stem) == attachment:
            with stores.register.reading() as session:
                return page_of(session, attachment.stem, language, present)
    return None
