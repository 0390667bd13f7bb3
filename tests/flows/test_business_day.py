"""A business day begins with a look at the records that nobody may alter."""

from datetime import date

import pytest
from sqlalchemy import text

from flows import open_business_day as form
from sql.register.audit_trail import Change, record_changes
from sql.register.notary import Anchor
from sql.register.tables import FunctionalWarning, OutboxEvent
from sql.stores import Stores
from tasks.lifecycle.integrity import altered_records
from tests.flows.cycle import without_engine
from tests.in_chinese import untold

WORKING_DAY = date(2021, 3, 31)


@pytest.mark.parametrize("altered", [False, True])
def test_a_business_day_opens_and_warns_only_where_records_were_altered(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, altered: bool
) -> None:
    with stores.register.writing() as session:
        record_changes(session, [Change(WORKING_DAY, "case", "TA-1", "close", "officer", "SHA", "a reason")])
    if altered:
        with stores.register.engine.begin() as connection:
            connection.execute(text("drop trigger audit_entry_no_update"))
            connection.execute(text("update audit_entry set reason = 'another'"))
    with without_engine():
        monkeypatch.setattr(form, "load_stores", lambda: stores)
        assert form.open_business_day(WORKING_DAY)["working_day"]
    warned = stores.register.read(FunctionalWarning, ["what"])["what"].map(str).tolist()
    assert warned == (["Records were altered that nobody may alter"] if altered else [])


def test_a_business_day_tells_the_national_unit_once_where_the_audit_trail_ends(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stores.register.writing() as session:
        record_changes(session, [Change(WORKING_DAY, "case", "TA-1", "close", "officer", "SHA", "a reason")])
    with without_engine():
        monkeypatch.setattr(form, "load_stores", lambda: stores)
        form.open_business_day(WORKING_DAY)
        form.open_business_day(WORKING_DAY)
    told = stores.register.read(OutboxEvent, ["unit", "body"], OutboxEvent.kind == "anchor")
    assert told["unit"].tolist() == ["CN"]
    anchor = Anchor.of_token(told["body"].iloc[0].values["anchor"])
    assert anchor.heads["audit_entry"].sequence == 1
    assert altered_records(stores.register, anchor) == []
    assert untold(stores) == []
