"""The Prefect tasks of enforcement supervision."""

from tasks.running.retrying import retrying
from tasks.supervision import supervise

raise_hints = retrying(supervise.raise_hints, "raise hints", "hints {as_of}")
