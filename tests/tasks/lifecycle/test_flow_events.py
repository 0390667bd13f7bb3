"""Events that nothing followed are found in the register."""

from datetime import date

from sql.stores import Stores
from tasks.lifecycle.flow_events import Unanswered, note_event, note_ran, unanswered

TODAY = date(2021, 4, 6)
FOLLOWERS = {"collection": ["analyse-risk"], "clearance": ["follow-up-clearance"]}


def test_an_event_is_unanswered_until_its_flow_ran_for_the_same_date_and_occasion(stores: Stores) -> None:
    note_event(stores, "collection", TODAY, "files-1", {"rows": 3})
    note_ran(stores, "analyse-risk", TODAY, "")
    note_ran(stores, "analyse-risk", date(2021, 4, 5), "files-1")
    assert unanswered(stores, FOLLOWERS, TODAY) == [Unanswered("collection", TODAY, "files-1", {"rows": 3})]
    note_ran(stores, "analyse-risk", TODAY, "files-1")
    assert unanswered(stores, FOLLOWERS, TODAY) == []


def test_an_event_with_two_followers_waits_for_both(stores: Stores) -> None:
    followers = {"collection": ["analyse-risk", "notify-units"]}
    note_event(stores, "collection", TODAY, "", {})
    note_ran(stores, "analyse-risk", TODAY, "")
    assert len(unanswered(stores, followers, TODAY)) == 1
    note_ran(stores, "notify-units", TODAY, "")
    assert unanswered(stores, followers, TODAY) == []


def test_events_of_the_distant_past_and_events_that_nobody_follows_are_left_alone(stores: Stores) -> None:
    note_event(stores, "clearance", date(2021, 1, 1), "", {})
    note_event(stores, "hints", TODAY, "", {})
    assert unanswered(stores, FOLLOWERS, date(2021, 3, 1)) == []


def test_an_event_that_is_emitted_again_is_noted_once(stores: Stores) -> None:
    for _ in range(2):
        note_event(stores, "collection", TODAY, "", {"rows": 3})
    assert len(unanswered(stores, FOLLOWERS, TODAY)) == 1
