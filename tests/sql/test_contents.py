"""Every column is named once, with what a reader and a program need to know of it."""

import re
from collections import Counter

import pytest
from sqlmodel import SQLModel

from sql.contents import CONTENTS, LAKE_TABLES, SEALED, Column, ColumnKind, Content, Need
from sql.contents.description import AtLeast, Between, InCodeList, Matches, OneOf
from sql.lake import SCHEMAS
from sql.register.tables import InformationItem, ProcessingTradeManual
from tasks.collection.sources.mapping import built_in_mappings
from tasks.parameters.columns import COLUMNS, KEY_ORDER

EVERY_COLUMN = [(content, column) for content in CONTENTS.values() for column in (*content.columns, *content.derived)]
IN_REGISTER: dict[str, type[SQLModel]] = {"information": InformationItem, "manuals": ProcessingTradeManual}
FITTING = {
    AtLeast: {ColumnKind.NUMBER, ColumnKind.INTEGER},
    Between: {ColumnKind.DATE, ColumnKind.MOMENT},
    Matches: {ColumnKind.TEXT},
    OneOf: {ColumnKind.TEXT},
    InCodeList: {ColumnKind.TEXT},
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=lambda content: content.name)
def test_a_content_names_its_rows_its_key_and_each_column_once(content: Content) -> None:
    assert content.description
    assert content.keys
    assert content.column(content.key).need is Need.VALUE or not content.from_files
    names = Counter([*content.names, *(column.name for column in content.derived), "batch"])
    assert [name for name, times in names.items() if times > 1] == []
    if content.tables:
        assert content.column(content.month_column).kind in (ColumnKind.DATE, ColumnKind.MOMENT)


@pytest.mark.parametrize(("content", "column"), EVERY_COLUMN, ids=lambda each: each.name)
def test_a_column_says_what_it_holds(content: Content, column: Column) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
    assert column.description
    assert (column.kind is ColumnKind.NUMBER) == bool(column.unit)
    assert (column in content.derived) == bool(column.formula)
    assert not column.past or column.kind in (ColumnKind.DATE, ColumnKind.MOMENT)
    assert all(column.kind in FITTING[type(check)] and check.reason for check in column.checks)
    assert (column.level is not None) == (content.name == "declarations")


def test_the_lake_keeps_each_column_with_its_kind() -> None:
    for table, schema in SCHEMAS.items():
        content = LAKE_TABLES[table]
        assert tuple(name for name in schema.names if name != "batch") == content.names
        assert all(schema.field(column.name).type == column.kind.lake_type for column in content.columns)
    assert set(SCHEMAS) >= SEALED


@pytest.mark.parametrize("content", IN_REGISTER)
def test_the_register_keeps_each_column_that_files_bring(content: str) -> None:
    assert set(IN_REGISTER[content].model_fields) == set(CONTENTS[content].names)


def test_every_mapping_describes_columns_of_its_content() -> None:
    for mapping in built_in_mappings():
        if mapping.content in CONTENTS:
            assert set(mapping.required) <= set(CONTENTS[mapping.content].names)


def test_every_text_condition_has_its_place_in_the_order_of_keys() -> None:
    assert set(KEY_ORDER) == {name for name, kind in COLUMNS.items() if kind is ColumnKind.TEXT}
    assert KEY_ORDER[:3] == ("declaration_id", "importer", "seller")
    ranks = [CONTENTS["declarations"].column(name).selectivity for name in KEY_ORDER]
    assert len(set(ranks)) == len(ranks)
