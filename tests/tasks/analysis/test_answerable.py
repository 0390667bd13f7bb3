"""A question about what is not known is refused, so that its silence is not taken for an all-clear."""

from datetime import date, timedelta

import pytest

from sql.register import insert_new
from sql.register.tables import Enterprise
from sql.stores import Stores
from tasks.analysis.answerable import check_answerable
from tasks.analysis.request import AnalysisRefusedError, AnalysisRequest
from tests.conftest import fill_lake

TODAY = date(2021, 3, 1)


def test_a_day_that_has_not_come_is_refused(stores: Stores) -> None:
    check_answerable(stores, AnalysisRequest(), TODAY, TODAY)
    with pytest.raises(AnalysisRefusedError, match="2021-03-02 has not come: ask about a day up to 2021-03-01"):
        check_answerable(stores, AnalysisRequest(), TODAY + timedelta(days=1), TODAY)


def test_an_enterprise_is_known_from_the_register_or_from_any_declaration(stores: Stores) -> None:
    with stores.register.writing() as session:
        listed = {"code": "LISTED", "category": "B", "first_seen_on": TODAY, "last_seen_on": TODAY}
        insert_new(session, Enterprise, [listed])
    declared = {"declaration_id": "D1", "lodged_on": TODAY, "office": "SHA1", "importer": "BUYS", "exporter": "SELLS"}
    fill_lake(stores.lake, "declarations", "lodged_on", [declared])
    check_answerable(stores, AnalysisRequest(enterprises=("LISTED", "BUYS", "SELLS")), TODAY, TODAY)
    with pytest.raises(AnalysisRefusedError, match="no declaration names the enterprise NOBODY, NEITHER: check"):
        check_answerable(stores, AnalysisRequest(enterprises=("BUYS", "NOBODY", "NEITHER")), TODAY, TODAY)
