"""The Prefect tasks of clearance."""

from typing import Any

from tasks.clearance.decision import screen
from tasks.clearance.decision import undecided_days as waiting
from tasks.clearance.inspections import exceptions, inspections
from tasks.clearance.policy import adoption
from tasks.running.refusing import act
from tasks.running.retrying import retrying

Summary = dict[str, Any]

load_default_policy = retrying(adoption.load_default_policy, "load the default lane policy")
undecided_days = retrying(waiting.undecided_days, "look for declarations without a lane")
record_due_inspections = retrying(inspections.record_due_inspections, "record inspections", "inspections by {as_of}")
adopt_policy = retrying(adoption.adopt_policy, "adopt the lane policy")
screen_day = retrying(screen.screen_day, "screen a day", "screen {business_day}")
make_exception = act("make an exception")(exceptions.make_exception)
record_inspection_result = act("record an inspection result")(inspections.record_inspection_result)
