"""Two local Dask workers give what this process gives, from files and from the lake."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sql.stores import Stores
from tasks.clearance.decision.screen import screen_day
from tasks.clearance.files.screen_file import screen_file
from tasks.collection.prepare import prepare_register
from tasks.records.decisions import decisions_up_to
from tasks.running.workers import WorkersRefusedError, workers
from tests.tasks.clearance.decision.test_screen import SUSPECT, policy
from tests.tasks.clearance.files.test_screen_file import files, in_row_groups
from tests.tasks.clearance.lodged import DAY, KEY, enforce, lodge, parameter


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Address of the scheduler of two local workers, as CUSTOMS_RISK_WORKERS=dask starts them."""
    with workers("dask") as local:
        assert local.count == 2
        yield local.client.scheduler.address


@pytest.mark.slow
def test_two_dask_workers_give_the_identical_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cluster: str
) -> None:
    monkeypatch.setattr("tasks.clearance.files.screen_file.MOST_ROWS", 7)
    _, parameters, _ = files(tmp_path)
    lodged, results = in_row_groups(tmp_path, 7), []
    for number, who in enumerate(("threads", cluster)):
        out = tmp_path / f"lanes-{number}.csv"
        summary = screen_file(lodged, parameters, out, by_whom=who)
        results.append((summary["screened"], out.read_bytes(), summary["refused_path"].read_bytes()))
    assert results[0] == results[1]
    assert results[0][0] == 38


@pytest.mark.slow
def test_a_day_of_the_lake_is_screened_by_two_dask_workers_as_by_none(tmp_path: Path, cluster: str) -> None:
    decided = []
    for number, who in enumerate(("threads", cluster)):
        stores = Stores.embedded(tmp_path / str(number))
        prepare_register(stores)
        policy(stores, random_rate=0.3, inspections_per_day=2)
        enforce(stores, parameter("CN-1", SUSPECT), parameter("SH-1", '{"importer": {"prefix": ["I"]}}', owner="SH"))
        lodge(stores, [{"declaration_id": f"D{number}", "importer": f"I{number % 10}"} for number in range(31)])
        assert screen_day(stores, DAY, KEY, who)["declarations_screened"] == 31
        decided.append(decisions_up_to(stores, DAY))
    assert decided[0].equals(decided[1])


def test_unknown_workers_are_refused_with_what_to_name() -> None:
    with pytest.raises(WorkersRefusedError, match="name threads, dask, or tcp://host:port"), workers("spark"):
        pass
