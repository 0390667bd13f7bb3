"""What was compared is kept as JSON that any reader takes, with what is not known as null."""

import json
from typing import Any, NoReturn

import pandas as pd

from tasks.records.compared_values import compared_values


def strictly_read(text: str) -> Any:
    """The values; a word that JSON does not know is an error."""

    def refuse(word: str) -> NoReturn:
        raise AssertionError(f"{word} is no JSON")

    return json.loads(text, parse_constant=refuse)


def test_missing_numbers_and_texts_are_null_and_the_others_stand_as_they_are() -> None:
    rows = pd.DataFrame(
        {
            "silent_days": [float("nan"), 12.34567],
            "seal": pd.Series([None, "S1"], dtype="str"),
            "peers": [3, 4],
        }
    )
    unknown, known = (strictly_read(text) for text in compared_values(rows, ["silent_days", "seal", "peers"]))
    assert unknown == {"silent_days": None, "seal": None, "peers": 3}
    assert known == {"silent_days": 12.3457, "seal": "S1", "peers": 4}


def test_of_no_rows_nothing_is_told() -> None:
    assert compared_values(pd.DataFrame({"peers": []}), ["peers"]) == []
