"""Features have plain names and mark what is unknown."""

from datetime import date

import numpy as np
import pandas as pd

from tasks.rating.features import PAST_FEATURES, Features, feature_names
from tasks.rating.grouping import ItemGroups
from tasks.rating.keys import KEYS
from tasks.rating.knowledge import PastKnowledge
from tests.tasks.rating.inspected import inspected_history

HISTORY, OUTCOMES = inspected_history(400)
KNOWLEDGE = PastKnowledge.of(HISTORY, OUTCOMES)


def test_names_are_unique_and_in_plain_words() -> None:
    names = feature_names(KNOWLEDGE)
    assert len(set(names)) == len(names)
    assert "hit rate of the same importer and HS code" in names
    assert "inspections of the same HS code, net mass and item value" in names
    assert "days since the last declaration of the same seller" in names
    assert not any(sign in name for name in names for sign in "_+:;")


def test_every_key_has_a_name_and_a_title_of_its_own() -> None:
    assert len({key.name for key in KEYS}) == len({key.title for key in KEYS}) == len(KEYS)


def test_without_a_past_the_hit_rate_is_one_in_five_counts_are_none_and_the_rest_is_missing() -> None:
    first = pd.DataFrame({"lodged_on": pd.to_datetime([date(2019, 1, 1)]), "importer": ["I2"], "item_value": [5.0]})
    features = Features.of(KNOWLEDGE, first, ItemGroups.of(first))
    past = dict(zip(features.names, features.values[0].tolist(), strict=True))
    expected = dict(zip((each.wording for each in PAST_FEATURES), (0.2, 0.0, 0.0, np.nan, np.nan), strict=True))
    for wording, value in expected.items():
        found = [past[name] for name in past if name.startswith(wording.format(""))]
        assert found
        np.testing.assert_allclose(found, value)


def test_exports_are_known_by_exporter_and_destination() -> None:
    exports = HISTORY.assign(
        direction=np.where(HISTORY.index % 3 == 0, "export", "import"),
        exporter=HISTORY["importer"].where(HISTORY.index % 3 == 0),
        country_of_destination=np.where(HISTORY.index % 3 == 0, HISTORY["country_of_origin"], "CN"),
    )
    names = feature_names(PastKnowledge.of(exports, OUTCOMES))
    assert "hit rate of the same exporter and HS code" in names
    assert "hit rate of the same HS code and destination" in names
    assert "hit rate of the same direction and HS heading" in names
