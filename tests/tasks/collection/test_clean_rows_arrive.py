"""Whatever stands between them, clean rows arrive, each once, and every other row is told."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sql.reference import organisation
from sql.register import insert_new
from sql.register.tables import QuarantinedRow, Unit
from sql.stores import Stores
from tests.examples import examples
from tests.tasks.collection.declared import SCREENED_FROM, collect, csv_text, row

# A corruption turns the line of a right declaration into what a broken source may send.
CORRUPTIONS: dict[str, Callable[[str], str]] = {
    "cut short": lambda line: line[: len(line) // 2],
    "a field too many": lambda line: line + ",more",
    "stray mark before a value": lambda line: line.replace(",SHA1,", ',"SHA1,'),
    "stray mark after a value": lambda line: line.replace(",SHA1,", ',"SHA1"x,'),
    "impossible day": lambda line: line.replace("2020-05-04", "2021-02-30"),
    "future day": lambda line: line.replace("2020-05-04", "2050-01-01"),
    "negative mass": lambda line: line.replace(",1200,", ",-1200,"),
    "text in a number": lambda line: line.replace(",45000,", ",dear,"),
    "no identifier": lambda line: line[line.index(",") :],
    "lost character": lambda line: line.replace("I1", "I\ufffd"),
    "endless text": lambda line: line.replace("I1", "I" * 6_000),
}
DESCRIPTIONS = st.text(alphabet='abc商品 ,;"\n\t', max_size=12)
NUMBERS = count()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    stores = Stores.embedded(tmp_path_factory.mktemp("kept") / "data")
    with stores.register.writing() as session:
        insert_new(session, Unit, organisation())
    return stores


@settings(max_examples=examples(45), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from([None, *CORRUPTIONS]), DESCRIPTIONS), min_size=1, max_size=12),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
)
@example([("stray mark before a value", ""), (None, "")], "utf-8")
@example([(None, "品"), (None, "品品商")], "gb18030")
def test_clean_rows_among_corrupted_ones_all_arrive_once(
    kept: Stores, tmp_path: Path, drawn: list[tuple[str | None, str]], encoding: str
) -> None:
    group = f"G{next(NUMBERS)}-"
    texts, clean = [csv_text([])], []
    for place, (corruption, description) in enumerate(drawn):
        identifier = f"{group}{place}"
        if corruption is None:
            clean.append(identifier)
            texts.append(csv_text([row(declaration_id=identifier, goods_description=description)]).split("\n", 1)[1])
        else:
            line = csv_text([row(declaration_id=identifier)]).splitlines()[1]
            texts.append(CORRUPTIONS[corruption](line) + "\n")
    told = collect(kept, tmp_path, "".join(texts).encode(encoding), latest=SCREENED_FROM)
    with kept.lake.connect("declarations") as lake:
        question = "select declaration_id from declarations where starts_with(declaration_id, ?)"
        arrived = [str(each[0]) for each in lake.execute(question, [group]).fetchall()]
    assert sorted(arrived) == sorted(clean)
    assert told["rows_accepted"] == len(clean)
    assert told["rows_read"] == told["rows_accepted"] + told["rows_quarantined"]
    quarantined = kept.register.read(QuarantinedRow, ["reason"])
    assert (quarantined["reason"].str.len() > 0).all()
