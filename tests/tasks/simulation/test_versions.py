"""Some declarations are amended or cancelled, as versions with the moment of their receipt."""

import pandas as pd

from tasks.simulation.versions import first_and_later
from tasks.simulation.world import World


def test_a_few_declarations_are_amended_and_fewer_cancelled(world: World) -> None:
    count = world.declarations["declaration_id"].nunique()
    amended = world.declarations[world.declarations["version"] == 2]
    assert set(amended["function"]) == {"amended"}
    assert 0.002 < amended["declaration_id"].nunique() / count < 0.01
    cancelled = world.other_versions[world.other_versions["function"] == "cancelled"]
    assert 0 < cancelled["declaration_id"].nunique() / count < 0.003


def test_later_versions_are_received_after_lodgement_and_first_ones_have_no_moment(world: World) -> None:
    first, later = first_and_later(world.declarations, world.other_versions)
    assert first["received_at"].isna().all()
    assert set(first["function"]) == {"lodged"}
    delay = later["received_at"] - later["lodged_on"]
    assert delay.between(pd.Timedelta(hours=9), pd.Timedelta(days=3)).all()
    same_day = (later["received_at"].dt.normalize() == later["lodged_on"]).mean()
    assert 0.3 < same_day < 0.8
    assert not first.duplicated(["declaration_id", "item_number"]).any()
    assert first["declaration_id"].nunique() == world.declarations["declaration_id"].nunique()


def test_an_amendment_corrects_the_value_or_the_mass_of_one_item(world: World) -> None:
    key = ["declaration_id", "item_number"]
    first, _ = first_and_later(world.declarations, world.other_versions)
    amended = world.declarations[world.declarations["version"] == 2]
    both = amended.merge(first, on=key, suffixes=("", "_before"))
    assert len(both) == len(amended)
    value = both["item_value"] != both["item_value_before"]
    mass = both["net_mass"] != both["net_mass_before"]
    assert not (value & mass).any()
    assert ((value | mass).groupby(both["declaration_id"]).sum() == 1).mean() > 0.95
    assert (both["hs_code"] == both["hs_code_before"]).all()
