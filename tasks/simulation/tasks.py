"""The Prefect task of simulation."""

from tasks.running.retrying import retrying
from tasks.simulation import into_inbox

simulate_into_inbox = retrying(
    into_inbox.simulate_into_inbox, "simulate into the inbox", "simulate {declarations} declarations"
)
