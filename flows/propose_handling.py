"""A person proposes a handling measure."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.publishing import Summary, publish
from flows.refusals import told_plainly
from sql.terms import HandlingKind, Priority
from tasks.handling import tasks as handling
from tasks.handling.personal import PersonalProposal


@flow(name="propose-handling", flow_run_name="propose {kind}")
@told_plainly
def propose_handling(
    kind: HandlingKind,
    priority: Priority,
    subjects: list[str],
    statement: str,
    what_to_check: str,
    officer: str,
    unit: str,
    subject_kind: str = "importer",
    acting_unit: str | None = None,
    days: int = 42,
    amount_at_stake: float = 0.0,
    as_of: date | None = None,
) -> Summary:
    """Propose a parameter, inspections, a special operation or a policy recommendation; another officer decides.

    It is tried on past declarations first; the unit entitled to decide is told. A special operation runs in every
    office of the unit that acts, switches its parameter on, reports how it stands day by day, and closes with a report.

    Args:
        kind: set_parameter, ask_inspection, special_operation or policy_recommendation.
        priority: What is endangered: revenue, security, ipr, drugs.
        subjects: Whom or what it is about, for example codes of importers.
        statement: Why, in a sentence.
        what_to_check: What inspectors are to do, or what is recommended.
        officer: Name or number of the officer who proposes.
        unit: Code of the officer's unit.
        subject_kind: Column of a declaration that the subjects stand in; several joined by +, as their values are.
        acting_unit: Code of the unit whose offices act. Empty for the officer's own.
        days: How long it runs.
        amount_at_stake: In the currency of the declarations.
        as_of: Day of this. Empty for today.
    """
    as_of = as_of or Settings().today()
    proposal = PersonalProposal(
        kind=kind,
        priority=priority,
        subject_kind=subject_kind,
        subjects=tuple(subjects),
        unit=acting_unit or unit,
        statement=statement,
        what_to_check=what_to_check,
        days=days,
        amount_at_stake=amount_at_stake,
    )
    summary = handling.propose_personally(load_stores(), proposal, actor=officer, unit=unit, as_of=as_of)
    publish("propose-handling", None, as_of, summary)
    return summary
