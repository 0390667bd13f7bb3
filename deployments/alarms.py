"""Alarms: a missing event raises a warning."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.events.actions import RunDeployment
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture

from deployments.deployment import ServedDeployment
from flows.events import Event
from flows.publishing import AS_OF
from tasks.lifecycle.alarms import Alarm


@dataclass(frozen=True)
class ExpectedEvent:
    """An event that must happen in time: for each business date of the event `after`, or regularly without one."""

    alarm: Alarm
    expect: Event
    within: timedelta
    after: Event | None = None


EXPECTED = (
    # The working day opens at 05:30; a collection after 07:00 is late.
    ExpectedEvent(Alarm.NO_COLLECTION, Event.COLLECTION_SEEN, timedelta(minutes=90), after=Event.COLLECTION_DUE),
    ExpectedEvent(Alarm.NO_FEEDBACK, Event.FEEDBACK_SEEN, timedelta(days=8)),
    ExpectedEvent(Alarm.NO_DAY, Event.DAY_SEEN, timedelta(hours=26)),
)
RAISED_BY = ServedDeployment("raise_warning", ("alarm",)).name


def automation_of(expected: ExpectedEvent, deployment_id: UUID) -> AutomationCore:
    """The automation that runs the deployment raise-warning if the event is missing."""
    return AutomationCore(
        name=f"alarm: {expected.alarm.value.replace('_', ' ')}",
        description=f"Expects {expected.expect} within {expected.within}.",
        enabled=True,
        trigger=EventTrigger(
            posture=Posture.Proactive,
            after=set() if expected.after is None else {expected.after.value},
            expect={expected.expect.value},
            # Without the label of the date, Prefect would start the clock at once, not after the event.
            for_each=set() if expected.after is None else {AS_OF},
            threshold=1,
            within=expected.within,
        ),
        actions=[
            RunDeployment(source="selected", deployment_id=deployment_id, parameters={"alarm": expected.alarm.value})
        ],
    )


async def set_alarms(client: PrefectClient, deployment_id: UUID) -> None:
    """Create missing alarms; existing ones keep their count and the settings of an operator."""
    for expected in EXPECTED:
        automation = automation_of(expected, deployment_id)
        if not await client.read_automations_by_name(automation.name):
            await client.create_automation(automation)
