"""The Prefect task around the cycle itself."""

from tasks.lifecycle import alarms, anchoring, simulated_officers
from tasks.running.retrying import retrying

raise_alarm = retrying(alarms.raise_alarm, "raise an alarm", "{alarm}")
anchor_trail = retrying(anchoring.anchor_trail, "anchor the audit trail", "{as_of}")
play_officers = retrying(simulated_officers.play_officers, "let simulated officers work", "officers to {as_of}")
