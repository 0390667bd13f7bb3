"""What is read or converted in a quick way comes out as it does in the thorough one."""

from pathlib import Path
from unittest.mock import patch

import pyarrow as pa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tasks.collection.sources import columns
from tasks.collection.sources.kinds import separated
from tests.examples import examples
from tests.tasks.collection.sources.files import read
from tests.tasks.collection.sources.rows import read as read_columns

_CELLS = ["", " ", "0", "1.5", "1,5", "é", "中文", "a b", "'", "x\r", "Total", "NULL", "-"]
_LINE_ENDS = ["\n", "\n", "\n", "\r\n", "\n\n", ",x\n"]  # the last ones break a row
_WRITTEN = {
    "importer": ["FIRM7", "FIRM8", "ＦＩＲＭ７", "FIRМ7", "1.2E+15", "1000000000000000000", "7.0", "000", "N/A", None],
    "seller": ["S1", "S100", "", " S1", "x" * 4_001, "a\ufffdb", None],
    "lodged_on": ["2021-04-06", "06/04/2021", "2021-04-31", "0000-00-00", "2099-01-01", None],
    "office": ["SZN1", "SHA1", "2225", "nowhere", None],
    "country_of_origin": ["VN", "VNM", "Viet Nam", "704", "Atlantis", None],
    "currency": ["EUR", "502", "euro", None],
    "hs_code": ["640411", "9506990000", "9401.20", "40411", "1.2E+9", "00", None],
    "net_mass": ["12", "12.5", "1.234", "1,234", "1,5", "12 kg", "3 t", "-1", "x", "", None],
    "item_number": ["1", "2", "3.0", "2.5", "x", None],
    "licences": ["L1", "L1;L2", ";", None],
    "goods_description": ["shoes", "сapot", "鞋", "nil", "x" * 4_001, None],
}


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from(_CELLS), min_size=3, max_size=3), st.sampled_from(_LINE_ENDS)), min_size=1
    )
)
@example([(["1", "2", "3"], "\n"), (["x\r", "\r", "4"], "\r\n")])
def test_a_text_is_divided_by_lines_as_duckdb_divides_it(tmp_path: Path, rows: list[tuple[list[str], str]]) -> None:
    text = "a,b,c\nM1,M2,M3\n" + "".join(",".join(cells) + end for cells, end in rows)
    quick = read(tmp_path, text)
    with patch.object(separated, "_read_by_lines", return_value=None):
        thorough = read(tmp_path, text)
    assert quick.rows.equals(thorough.rows)
    assert quick.row_numbers.equals(thorough.row_numbers)
    assert quick.faults.equals(thorough.faults)
    assert quick.notes == thorough.notes


def test_a_plain_text_is_divided_by_lines(tmp_path: Path) -> None:
    with patch.object(separated, "_duckdb_rows", side_effect=AssertionError):
        assert read(tmp_path, "a,b\r\n1,\r\n").rows.to_pylist() == [{"a": "1", "b": None}]


@settings(max_examples=examples(45), deadline=None)
@given(
    st.integers(1, 12).flatmap(
        lambda count: st.fixed_dictionaries(
            {
                name: st.lists(st.sampled_from(values), min_size=count, max_size=count)
                for name, values in _WRITTEN.items()
            }
        )
    )
)
def test_values_that_repeat_are_read_as_those_that_do_not(written: dict[str, list[str | None]]) -> None:
    with patch.object(columns, "_is_read_by_value", return_value=True):
        once = read_columns(written)
    with patch.object(columns, "_is_read_by_value", return_value=False):
        each = read_columns(written)
    assert any(pa.types.is_dictionary(kind) for kind in once.encoded.schema.types)
    assert once.items.equals(each.items)
    assert once.row_numbers.equals(each.row_numbers)
    assert once.refused.equals(each.refused)
    assert once.faults.equals(each.faults)
    assert once.notes == each.notes
