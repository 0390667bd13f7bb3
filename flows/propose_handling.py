"""A person proposes a handling measure."""

from datetime import date

from prefect import flow

from blocks.settings import Settings
from blocks.stores import load_stores
from flows.acting import signed
from flows.choices import code_of
from flows.publishing import Summary, Thing, publish
from flows.refusals import with_plain_refusals
from sql.terms import HandlingKind, Priority
from tasks.handling import tasks as handling
from tasks.handling.personal import PersonalProposal
from tasks.persons.roles import Action


@flow(name="propose-handling", flow_run_name="propose {kind}")
@with_plain_refusals
def propose_handling(
    kind: HandlingKind,
    priority: Priority,
    subjects: list[str],
    statement: str,
    what_to_check: str,
    subject_kind: str = "importer",
    acting_unit: str | None = None,
    days: int = 42,
    amount_at_stake: float = 0.0,
    as_of: date | None = None,
) -> Summary:
    """Propose a parameter, inspections, a special operation or a policy recommendation; another officer decides.

    The measure is tested on past declarations, and the unit entitled to decide is notified. A special operation runs in
    every office of the acting unit, activates its parameter, reports its standing daily, and closes with a report.

    Args:
        kind: set_parameter, ask_inspection, special_operation or policy_recommendation.
        priority: Value at risk: revenue, security, ipr, drugs.
        subjects: Subjects of the measure, for example codes of importers.
        statement: Why, in a sentence.
        what_to_check: Instruction to inspectors, or the recommendation.
        subject_kind: Column of a declaration that holds the subjects; join several by +, like their values.
        acting_unit: Unit that carries it out, or its code. Empty for your own.
        days: Duration in days.
        amount_at_stake: In the currency of the installation.
        as_of: Business date. Empty for today.
    """
    as_of = as_of or Settings().today()
    stores = load_stores()
    by = signed(stores, Action.PROPOSE_HANDLING, as_of)
    proposal = PersonalProposal(
        kind=kind,
        priority=priority,
        subject_kind=subject_kind,
        subjects=tuple(subjects),
        unit=code_of(acting_unit) if acting_unit else by["unit"],
        statement=statement,
        what_to_check=what_to_check,
        days=days,
        amount_at_stake=amount_at_stake,
    )
    summary = handling.propose_personally(stores, proposal, **by)
    publish("propose-handling", None, as_of, summary, about=[Thing("measure", summary["measure"])])
    return summary
