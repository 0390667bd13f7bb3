"""Whether a question can be answered from what is known: silence about the unknown would read as an all-clear."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
from sqlmodel import col

from sql.queries import query
from sql.register.tables import Enterprise
from sql.stores import Stores
from tasks.analysis.request import AnalysisRefusedError, AnalysisRequest


def check_answerable(stores: Stores, request: AnalysisRequest, as_of: date, today: date) -> None:
    """Refuse to analyse a day that has not come, or enterprises that neither the register nor a declaration names.

    Raises AnalysisRefusedError.
    """
    if as_of > today:
        raise AnalysisRefusedError(f"{as_of} has not come: ask about a day up to {today}")
    unknown = _unknown_enterprises(stores, request.enterprises)
    if unknown:
        named = ", ".join(unknown)
        raise AnalysisRefusedError(f"no declaration names the enterprise {named}: check its code")


def _unknown_enterprises(stores: Stores, codes: Sequence[str]) -> list[str]:
    known = set(stores.register.read(Enterprise, ["code"], col(Enterprise.code).in_(list(codes)))["code"])
    asked = [code for code in codes if code not in known]
    if not asked:
        return []
    with stores.lake.connect("declarations", frames={"asked": pd.DataFrame({"code": asked})}) as lake:
        declared = {code for (code,) in lake.execute(query("enterprises_that_declarations_name")).fetchall()}
    return [code for code in asked if code not in declared]
