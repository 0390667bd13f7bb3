"""What simulated officers record of the procedure of their cases: as much of it as the law asks for."""

from datetime import date, timedelta

from sql.terms import CaseKind
from tasks.post_clearance.procedure.audit_records import Comment, Notice, Plan, Visit, rule_of_audit
from tasks.post_clearance.procedure.facts import CaseNow
from tasks.post_clearance.procedure.smuggling_records import NO_VIOLATION, PENALTY, PROSECUTION, Referral, line_of

Entry = tuple[str, dict[str, str]]
_YEARS = 3  # that an audit looks back on


def records_before(now: CaseNow, event: str, way: float, on: date) -> list[Entry]:
    """The records that an event needs and the case lacks, each with its fields. way: 0 to 1, how the case goes."""
    if now.kind is CaseKind.ANTI_SMUGGLING:
        return [_referral(now, way, on)] if event == "conclude" and now.last(Referral) is None else []
    team = [each.number for each in now.officers[:2]]
    if len(team) < 2:
        return []
    if event == "notify" and now.last(Plan) is None:
        period = {"period_from": str(on - timedelta(days=365 * _YEARS)), "period_to": str(on)}
        return [(Plan.KIND, period | {"items": "books and goods", "leader": team[0], "second": team[1]})]
    plan = now.last(Plan)
    if event == "report" and plan is not None and not now.all(Visit):
        pair = {"first_officer": plan.team[0], "second_officer": plan.team[1]}
        return [(Visit.KIND, pair | {"visited_on": str(on), "place": "premises", "examined": "books and stores"})]
    if event == "conclude" and not now.all(Comment):
        return [(Comment.KIND, {"received_on": str(on), "stance": "agrees", "text": "no objection"})]
    return []


def details_of(now: CaseNow, event: str, on: date) -> dict[str, str]:
    """The fields of an event that is recorded itself."""
    if (now.kind, event) != (CaseKind.TARGETED_AUDIT, Notice.KIND):
        return {}
    begins = on + timedelta(days=int(rule_of_audit("notice_days", on)))
    return {"served_on": str(on), "begins_on": str(begins), "received_by": "manager"}


def first_day(now: CaseNow) -> date | None:
    """The day before which an audit that was announced does not begin."""
    notice = now.last(Notice)
    return None if notice is None else notice.begins_on


def _referral(now: CaseNow, way: float, on: date) -> Entry:
    crime = line_of(now, on).crime
    result = NO_VIOLATION if way < 0.2 else PROSECUTION if crime or (crime is None and way > 0.7) else PENALTY
    authority = "procuratorate" if result == PROSECUTION else "customs"
    return Referral.KIND, {"result": result, "authority": authority, "why": "as investigated"}
