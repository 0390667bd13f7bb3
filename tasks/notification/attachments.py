"""What goes with a notification: a document in the reader's language, as it stands when it leaves."""

from pathlib import Path

from sql.register.tables import CaseFile
from sql.stores import Stores
from sql.terms import Language
from tasks.documents.pages import in_language, write_page
from tasks.documents.pdf import UnprintablePageError, pdf_of
from tasks.notification.channels import DeliveryError
from tasks.post_clearance.case_file import case_page, path_of


def ready_attachment(stores: Stores, attachment: str, language: Language, *, for_paper: bool) -> Path:
    """The document that an event names, in a language: a case file is made anew, as it stands now.

    attachment: its path relative to the data folder, in English. for_paper: as PDF, as mail carries it.
    Where there is no document in the language the English one goes. Raises DeliveryError where it cannot be set.
    """
    target = stores.folder / in_language(Path(attachment), language)
    number = Path(attachment).stem
    if path_of(number) == Path(attachment):
        with stores.register.reading() as session:
            if session.get(CaseFile, number) is not None:
                write_page(target, case_page(session, number, language))
    found = target if target.is_file() else stores.folder / attachment
    if not for_paper or found.suffix != ".html" or not found.is_file():
        return found
    try:
        pdf = pdf_of(found.read_text(encoding="utf-8"))
    except UnprintablePageError as problem:
        raise DeliveryError(str(problem)) from None
    write_page(found.with_suffix(".pdf"), pdf)
    return found.with_suffix(".pdf")
