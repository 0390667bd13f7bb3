"""Routes by unit, kind and severity, compared with a slow obvious oracle."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sql.jurisdiction import Organisation
from sql.reference import organisation
from tasks.delivery.routes import routed

UNITS = Organisation(organisation())
CODES = ["CN", "SH", "SHA", "SHA1", "QD", "QDG", "QDG1"]
SEVERITIES = ["low", "medium", "high"]
KINDS = ["case", "hint"]
EVENT = st.tuples(st.sampled_from(CODES), st.sampled_from(KINDS), st.sampled_from(SEVERITIES))
ROUTE = st.tuples(
    st.sampled_from(CODES),
    st.sampled_from([*KINDS, "*"]),
    st.sampled_from(SEVERITIES),
    st.sampled_from(["file", "mail", "room"]),
)


@given(st.lists(EVENT, max_size=6), st.lists(ROUTE, max_size=5))
def test_an_event_goes_once_to_each_channel_that_takes_it_and_to_a_file_where_none_does(
    events: list[tuple[str, str, str]], routes: list[tuple[str, str, str, str]]
) -> None:
    expected = set()
    for number, (unit, kind, severity) in enumerate(events):
        channels = {
            channel
            for of, takes, least, channel in routes
            if UNITS.holds(of, unit) and takes in ("*", kind) and SEVERITIES.index(severity) >= SEVERITIES.index(least)
        }
        expected |= {(f"E{number}", channel) for channel in channels or {"file"}}
    frame = pd.DataFrame(events, columns=["unit", "kind", "severity"], dtype="str")
    frame["key"] = [f"E{number}" for number in range(len(events))]
    told = routed(frame, pd.DataFrame(routes, columns=["unit", "kind", "min_severity", "channel"], dtype="str"), UNITS)
    pairs = list(zip(told["event"], told["channel"], strict=True))
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == expected
