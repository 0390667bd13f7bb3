"""What concerns the integrity of officers reaches the supervisors of the unit above them alone."""

from datetime import date

import pytest

from sql.jurisdiction import Organisation
from sql.messages import as_written
from sql.reference import organisation
from sql.register import insert_new
from sql.register.tables import Hint, OutboxEvent
from sql.stores import Stores
from sql.terms import HintFamily, Language, Role
from tasks.documents.translation import rendered
from tasks.persons.person import Person
from tasks.reporting.chapter import chapter
from tasks.supervision import supervise
from tasks.supervision.hint_rule import hint_rules
from tasks.supervision.integrity import IntegrityView, integrity_seen_by, officer_of, supervising_unit
from tasks.supervision.listing import hints_seen
from tasks.supervision.supervise import HintRefusedError, answer_hint, raise_hints
from tests.persons import Officer, enter

UNITS = Organisation(organisation())
DAY = date(2021, 3, 1)
OFFICER = "SHA1-7"
HINT = {
    "key": "H1",
    "family": HintFamily.LAW_ENFORCEMENT,
    "rule": "action_without_reason",
    "subject_kind": "action_id",
    "subject": "ACT1",
    "evidence": as_written(f"{OFFICER}: waived without a reason"),
    "compared": f'{{"officer": "{OFFICER}"}}',
    "severity": "high",
    "unit": "SHA",
    "raised_on": DAY,
    "due_on": DAY,
    "state": "open",
}


def supervisor(unit: str, number: str = "S1", *roles: Role) -> IntegrityView | None:
    return integrity_seen_by(Person(number, "S", unit, frozenset(roles or {Role.SUPERVISOR}), DAY), DAY)


@pytest.fixture
def hinted(stores: Stores) -> Stores:
    with stores.register.writing() as session:
        insert_new(session, Hint, [HINT])
    return stores


@pytest.mark.parametrize("office", [code for code in UNITS.lineages if code != "CN"])
def test_the_supervising_unit_is_above_the_office_and_above_the_home_of_an_officer(office: str) -> None:
    for officer, home in ((None, office), ("elsewhere", office), ("known", "QDG1")):
        found = supervising_unit(UNITS, office, officer, {"known": "QDG1"})
        assert found != home
        assert UNITS.holds(found, home)


def test_an_officer_who_acts_at_an_office_below_is_not_supervised_by_their_own_unit() -> None:
    assert supervising_unit(UNITS, "SHA1", "17", {"17": "SHA"}) == "SH"


@pytest.mark.parametrize(
    ("kind", "subject", "compared", "officer"),
    [
        ("officer+declarant", "SHA1-7+D9", "{}", "SHA1-7"),
        ("action_id", "ACT1", '{"officer": "SHA1-7"}', "SHA1-7"),
        ("office", "SHA1", '{"rate": 0.1}', None),
    ],
)
def test_the_officer_of_a_hint_is_known(kind: str, subject: str, compared: str, officer: str | None) -> None:
    assert officer_of(kind, subject, compared) == officer


def test_supervisors_of_just_that_unit_see_it_and_nobody_else(hinted: Stores) -> None:
    def sees(unit: str, view: IntegrityView | None) -> bool:
        return not hints_seen(hinted, unit, view).empty

    assert sees("SHA", supervisor("SHA"))
    assert not sees("SHA", supervisor("SHA", "S1", *(role for role in Role if role is not Role.SUPERVISOR)))
    assert not sees("SHA", supervisor("SHA", OFFICER))
    assert not sees("SH", supervisor("SH"))
    assert not sees("CN", supervisor("CN"))
    assert not sees("SHA1", supervisor("SHA1"))


def test_what_is_not_seen_is_not_answered(hinted: Stores) -> None:
    given = {"actor": "S1", "as_of": DAY}
    for unit, view in (("SHA", None), ("CN", supervisor("CN")), ("SHA", supervisor("SHA", OFFICER))):
        with pytest.raises(HintRefusedError, match=f"{unit} has no hint H1"):
            answer_hint(hinted, "H1", "checked", unit=unit, integrity=view, **given)  # type: ignore[arg-type]
    answer_hint(hinted, "H1", "checked", unit="SHA", integrity=supervisor("SHA"), **given)  # type: ignore[arg-type]


def test_the_page_of_the_run_counts_it_and_names_nobody(hinted: Stores) -> None:
    shown = chapter(hinted, "supervision", DAY, seed=1)
    assert OFFICER not in shown.tables + shown.message
    assert "1 hints were raised" in shown.message


def test_a_hint_that_is_raised_goes_above_the_officer_and_its_message_names_nobody(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(stores, Officer(OFFICER, "SHA", [Role.INSPECTOR]))
    facts = supervise._facts

    def with_an_act(*given: object) -> object:
        known = facts(*given)  # type: ignore[arg-type]
        act = {"action_id": "ACT1", "declaration_id": "D1", "office": "SHA1", "officer": OFFICER}
        row = {**act, "action": "inspection_waived", "reason": None}
        known.officer_actions.loc[0, list(row)] = list(row.values())
        return known

    rules = tuple(rule for rule in hint_rules() if rule.name == "action_without_reason")
    monkeypatch.setattr(supervise, "_facts", with_an_act)
    monkeypatch.setattr(supervise, "hint_rules", lambda: rules)
    assert raise_hints(stores, DAY)["hints_raised"] == 1
    hints = stores.register.read(Hint, ["unit", "subject"])
    assert hints.to_numpy().tolist() == [["SH", "ACT1"]]
    [event] = stores.register.read(OutboxEvent, ["kind", "unit", "subject", "body"]).to_dict("records")
    assert (event["kind"], event["unit"]) == ("integrity_hint", "SH")
    for language in Language:
        told = rendered(language, event["subject"]) + rendered(language, event["body"])
        assert OFFICER not in told
        assert "ACT1" not in told
    assert str(event["subject"]) == "1 hints on integrity, 2021-03-01"
