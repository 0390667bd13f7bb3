"""The document of a policy recommendation."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from sql.reference import organisation
from sql.register.tables import Finding, HandlingMeasure
from sql.terms import Language
from sql.working_days import add_working_days
from tasks.documents.pages import in_language, page, write_page
from tasks.documents.tables import report_table
from tasks.documents.translation import translated, translations

FOLLOW_UP_WORKING_DAYS = 30
_TEMPLATE = Path(__file__).parent / "recommendation.html"


def path_of(measure: str) -> Path:
    """Where the document of a recommendation stands, relative to the data folder; other languages beside it."""
    return Path("recommendations") / f"{measure}.html"


def follow_up_on(issued_on: date) -> date:
    """The day by which a recommendation issued on a day is answered."""
    return add_working_days(issued_on, FOLLOW_UP_WORKING_DAYS)


def write_recommendation(
    folder: Path, measure: HandlingMeasure, finding: Finding | None, issued_on: date, currency: str
) -> None:
    """Write the document in every language; writing it again replaces it by the same. currency: of what is at stake."""
    for language in Language:
        target = folder / in_language(path_of(measure.key), language)
        write_page(target, recommendation_page(measure, finding, issued_on, language, currency))


def recommendation_page(
    measure: HandlingMeasure, finding: Finding | None, issued_on: date, language: Language, currency: str
) -> str:
    """A recommendation as a page: addressee, what is recommended and why, the evidence, and room for the answer."""
    content = measure.content
    names = organisation().set_index("code")[f"name_{language}"].to_dict()
    compared: Mapping[str, Any] = {} if finding is None else json.loads(finding.compared)
    return page(
        _TEMPLATE,
        language,
        measure=measure,
        currency=currency,
        addressee=names.get(measure.approving_unit, measure.approving_unit),
        sender=names.get(measure.unit, measure.unit),
        issued_on=issued_on,
        follow_up_on=follow_up_on(issued_on),
        subjects=content.subjects,
        statement=content.statement,
        what_to_check=content.what_to_check,
        detector=content.detector,
        declarations=0 if finding is None else finding.declarations,
        analysed_on=measure.proposed_on if finding is None else finding.analysed_on,
        compared=_compared_table(compared, language),
    )


def _compared_table(compared: Mapping[str, Any], language: Language) -> str:
    """What was compared with what, as it stands in the finding."""
    _ = translations(language).gettext
    rows = pd.DataFrame(
        {
            "what": [translated(language, str(name)) for name in compared],
            "value": [None if value is None else _told(value) for value in compared.values()],
        }
    )
    return report_table(rows, "compared", headings={"what": _("Compared"), "value": _("Value")}, empty="")


def _told(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_told(each) for each in value)
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return str(value)
