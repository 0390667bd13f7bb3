"""Recorded beside the decisions of screening: hits that did not steer, and failures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlmodel import Session, col, func, select

from sql.messages import Message, as_written, word
from sql.reference import national_unit
from sql.register import insert_new
from sql.register.tables import CountedHits, ScreeningError
from sql.register.tables.notifications import Matter
from sql.terms import HitEffect, Severity
from tasks.notification.outbox import Announcement, announce

RATING = "rating"  # subject of a failure of the rating
FLOOD = 10  # hits beyond its cap on one day from which on the owner of a parameter is alarmed


@dataclass(frozen=True)
class Failure:
    """A parameter (by key), or the rating, that failed on so many declarations, and why."""

    subject: str
    reason: str
    declarations: int


def record_hits_not_steering(session: Session, batch: str, business_day: date, hits: pd.DataFrame) -> None:
    """Count hits that did not steer; hits: parameter (key), office, effect, one row each. Once per batch."""
    counts = hits.groupby(["parameter", "office", "effect"], sort=True).size().reset_index(name="hits")
    counts["key"] = batch + "|" + counts["parameter"] + "|" + counts["office"] + "|" + counts["effect"]
    insert_new(session, CountedHits, counts.assign(batch=batch, business_day=business_day))


def record_failures(session: Session, batch: str, business_day: date, failures: Sequence[Failure]) -> None:
    """Record failures and notify the parameter center, once per batch and subject, with all reasons."""
    failures = _by_subject(failures)
    rows = [
        {"key": f"{batch}|{each.subject}", "batch": batch, "business_day": business_day} | vars(each)
        for each in failures
    ]
    insert_new(session, ScreeningError, rows)
    announce(
        session,
        [
            Announcement(
                kind="screening_error",
                reference=f"{batch}|{each.subject}",
                unit=national_unit(business_day),
                severity=Severity.HIGH,
                occurred_on=business_day,
                subject=Message(
                    "{subject} failed on {count:,} declarations of {day}",
                    {
                        "subject": word(RATING) if each.subject == RATING else each.subject,
                        "count": each.declarations,
                        "day": business_day,
                    },
                ),
                body=Message("They got their lanes without it. {reason}", {"reason": each.reason}),
                about=[] if each.subject == RATING else [_parameter(each.subject, as_written(each.reason))],
            )
            for each in failures
        ],
    )


def _parameter(key: str, reason: Message | None = None) -> Matter:
    """What a message says of a parameter, by the key of its version: its page is that of all its versions."""
    code = key.rsplit("|", 1)[0]
    return Matter("parameter", code, as_written(code), reason)


def _by_subject(failures: Sequence[Failure]) -> list[Failure]:
    """One failure per subject: declarations added up, reasons in the order in which they came."""
    table: dict[str, list[Failure]] = {}
    for each in failures:
        table.setdefault(each.subject, []).append(each)
    return [
        Failure(
            subject,
            "; ".join(dict.fromkeys(each.reason for each in theirs)),
            sum(each.declarations for each in theirs),
        )
        for subject, theirs in table.items()
    ]


def alarm_floods(session: Session, batch: str, business_day: date, hits: pd.DataFrame, owners: dict[str, str]) -> None:
    """Notify the owner of every parameter whose cap held back many hits, once a day; owners: unit by parameter key.

    hits: of the batch, recorded already with those of the day's other batches: a day may come in many small ones.
    """
    capped = hits.loc[hits["effect"] == HitEffect.CAPPED, "parameter"].value_counts().sort_index()
    of_the_day = _capped_on(session, business_day, [str(parameter) for parameter in capped.index])
    floods = {
        str(parameter): of_the_day[str(parameter)]
        for parameter, count in capped.items()
        if str(parameter) in owners and of_the_day[str(parameter)] - int(count) < FLOOD <= of_the_day[str(parameter)]
    }
    announce(
        session,
        [
            Announcement(
                kind="parameter_cap",
                reference=f"{batch}|{parameter}",
                unit=owners[parameter],
                severity=Severity.MEDIUM,
                occurred_on=business_day,
                subject=Message(
                    "{parameter} floods its lane: {count:,} hits beyond its cap on {day}",
                    {"parameter": parameter, "count": count, "day": business_day},
                ),
                body=Message("These hits steered nothing. Tighten the parameter, or raise the cap of the lane policy."),
                about=[_parameter(parameter)],
            )
            for parameter, count in floods.items()
        ],
    )


def _capped_on(session: Session, day: date, parameters: Sequence[str]) -> dict[str, int]:
    """The number of hits that the cap of each parameter held back on a day, by key."""
    sums = session.exec(
        select(CountedHits.parameter, func.sum(CountedHits.hits))
        .where(
            CountedHits.business_day == day,
            CountedHits.effect == HitEffect.CAPPED,
            col(CountedHits.parameter).in_(parameters),
        )
        .group_by(CountedHits.parameter)
    )
    return {parameter: int(count) for parameter, count in sums}
