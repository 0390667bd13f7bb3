"""The Prefect task around the cycle itself."""

from tasks.lifecycle import alarms, anchoring
from tasks.running.retrying import retrying

raise_alarm = retrying(alarms.raise_alarm, "raise an alarm", "{alarm}")
anchor_trail = retrying(anchoring.anchor_trail, "anchor the audit trail", "{as_of}")
