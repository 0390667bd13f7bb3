"""The Prefect task around the cycle itself."""

from tasks.lifecycle import alarms
from tasks.running.retrying import retrying

raise_alarm = retrying(alarms.raise_alarm, "raise an alarm", "{alarm}")
