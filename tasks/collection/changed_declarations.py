"""Declarations that are known already or come in several messages: what each message makes of them, in order.

The first message of every declaration is settled for all declarations at once, then the second, and so on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

from sql.contents import CONTENTS
from sql.lake import SCHEMAS, Lake, conformed, in_memory_session
from sql.queries import query
from tasks.collection.amended_items import amended_items
from tasks.collection.amendments_in_part import removed_and_taken_out, said_in_part
from tasks.collection.source_rows import ROW_NUMBER
from tasks.collection.sources.raw import CHANGES, MESSAGE, MESSAGE_COLUMNS, NOT_UNDERSTOOD
from tasks.collection.taken_out import TAKEN_OUT
from tasks.collection.validation import all_failures, failures_of
from tasks.collection.versioned import IN_PART, VERSIONS, Known, Versioned, faults_of_unknown, midnight

_SCHEMA = SCHEMAS["declarations"]
_KEY, _ITEM = "declaration_id", "item_number"
_VALUE = "value"  # computed when rows are read
_STATED = ["version", "function", "received_at"]
_CONTENT = [name for name in CONTENTS["declarations"].names if name not in (_KEY, _ITEM, _VALUE, *_STATED)]
_HELD = ["place", _KEY, *_STATED, "batch", _ITEM, "content", "whole"]


def changed_versions(
    lake: Lake, rows: pa.Table, messages: pa.Table | None, compared: Sequence[str], numbered: bool, known: Known
) -> Versioned:
    """Versions of the declarations of these rows.

    rows: arriving items, as `PartRead.rows` holds them. messages: beside them what messages say of themselves.
    compared: columns that the source brings, by which two versions are told apart. numbered: whether the source numbers
    items.
    """
    with lake.connect("declaration_versions", frames={"arriving": rows.select([_KEY])}) as connection:
        found: pa.Table = connection.sql(query("versions_of_arriving_declarations")).to_arrow_table()
        value = found.column_names.index(_VALUE)
        before = found.set_column(value, _VALUE, pa.nulls(len(found), pa.float64())).cast(_SCHEMA)
    state = _State.of(before, rows, compared, _in_part_before(lake, before))
    if known.beginnings:
        state.decided = _decided(lake, before)
    said = _said(state, len(before), rows, messages)
    if numbered:
        again = said.duplicated([_KEY, "rank", "content", _ITEM])
        twice = said[said.duplicated([_KEY, "rank", _ITEM]) & ~again]
        said = said[~again & ~said.index.isin(twice.index)]
    else:  # rows alike are items of their own
        twice = said.iloc[:0]
        said = said.assign(**{_ITEM: said.groupby([_KEY, "rank"]).cumcount() + 1})
    for _, message in said.groupby("rank", sort=True):
        _Message(state, message.drop(columns="rank"), known, numbered).settle()
    failures = failures_of(twice.set_index(ROW_NUMBER)[_ITEM].astype("str"), _ITEM, "is in the declaration twice")
    new = pd.concat(state.new, ignore_index=True) if state.new else state.held.iloc[:0]
    return Versioned(
        _as_written(state, new, known.batch),
        pa.array(np.unique(np.concatenate([np.empty(0, np.int64), *state.taken])), pa.int64()),
        all_failures([failures, *state.failures]),
        all_failures([_not_understood(said), *state.faults]),
        pa.Table.from_pandas(state.in_part[~state.in_part["known"].astype(bool)], IN_PART, preserve_index=False),
        pa.Table.from_pandas(state.replaced, VERSIONS, preserve_index=False),
    )


def _in_part_before(lake: Lake, before: pa.Table) -> pd.DataFrame:
    """Known versions that amend in part what had not come: declaration_id, version, in_part, known (true)."""
    with lake.connect("declaration_changes", frames={"before": before.select([_KEY])}) as connection:
        found: pd.DataFrame = connection.sql(
            "select declaration_id, version, in_part, true as known from declaration_changes "
            "semi join before using (declaration_id) where in_part is not null order by all"
        ).df()
    return found


def _decided(lake: Lake, before: pa.Table) -> frozenset[str]:
    """Declarations with a decision on their lane."""
    with lake.connect("decisions", frames={"before": before.select([_KEY])}) as connection:
        found = connection.sql(
            "select declaration_id from decisions semi join before using (declaration_id)"
        ).fetchall()
    return frozenset(str(row[0]) for row in found)


@dataclass
class _State:
    """What is known while the messages of a file are settled.

    rows: items of known and of arriving versions. held: one row per item of every version: its place in `rows`, keys,
    `content` and `whole`, which are numbers for its values in the compared columns and in all. in_part: declaration_id,
    version, in_part, known (before this file) of versions that amend in part what had not come. decided: declarations
    with a lane. replaced: declaration_id, version of what new rows take the place of. new: as `held`, what is to be
    written. taken: numbers of the arriving rows that brought something new.
    """

    rows: pa.Table
    compared: Sequence[str]
    held: pd.DataFrame
    in_part: pd.DataFrame
    decided: frozenset[str] = frozenset()
    replaced: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[_KEY, "version"]))
    new: list[pd.DataFrame] = field(default_factory=list)
    taken: list["np.ndarray[tuple[int], np.dtype[np.int64]]"] = field(default_factory=list)
    failures: list[pd.DataFrame] = field(default_factory=list)
    faults: list[pd.DataFrame] = field(default_factory=list)

    @classmethod
    def of(cls, before: pa.Table, arriving: pa.Table, compared: Sequence[str], in_part: pd.DataFrame) -> "_State":
        """Known rows, and arriving rows after them."""
        rows = pa.concat_tables([before, conformed(arriving.drop_columns(ROW_NUMBER), _SCHEMA)])
        state = cls(rows, compared, pd.DataFrame(columns=_HELD), in_part)
        state.held = state.described(0, len(before))
        return state

    def described(self, start: int, end: int) -> pd.DataFrame:
        """Rows of `rows` from one place to another, as `held` describes them."""
        part = self.rows.slice(start, end - start)
        names = ", ".join(self.compared) or "null"
        frame = part.append_column("place", pa.array(range(start, end), pa.int64()))
        with in_memory_session(described=frame) as connection:
            return connection.execute(
                f"select place, {_KEY}, version, function, received_at, batch, {_ITEM}, hash({names}) as content, "  # noqa: S608  # nosec B608  # our own names
                f"hash({', '.join(_CONTENT)}) as whole from described order by place"
            ).df()

    def added(self, rows: pa.Table) -> pd.DataFrame:
        """Put further rows into `rows` and describe them."""
        start = len(self.rows)
        self.rows = pa.concat_tables([self.rows, rows])
        return self.described(start, len(self.rows))

    def rows_of(self, items: pd.DataFrame) -> pa.Table:
        """The rows of items that are described."""
        return self.rows.take(pa.array(items["place"].to_numpy(np.int64)))

    def write(self, items: pd.DataFrame) -> None:
        """Keep items of a new version, or further items of one that is known."""
        self.held = pd.concat([self.held, items[_HELD]], ignore_index=True)
        self.new.append(items[_HELD])


def _said(state: _State, start: int, rows: pa.Table, messages: pa.Table | None) -> pd.DataFrame:
    """Arriving items with what their message states, and `rank`: which message of its declaration it is."""
    said = state.described(start, start + len(rows)).drop(columns=_STATED)
    for name in _STATED:
        said[name] = rows[name].to_pandas() if name in rows.column_names else _missing(name, len(rows))
    said[ROW_NUMBER] = rows[ROW_NUMBER].to_numpy()
    for name in (*MESSAGE_COLUMNS, TAKEN_OUT):
        stands = messages is not None and name in messages.column_names
        said[name] = messages[name].to_pandas().to_numpy() if messages is not None and stands else None
    told_apart = [_KEY, *_STATED, MESSAGE]
    first = said.groupby(told_apart, dropna=False)[ROW_NUMBER].min().rename("first").reset_index()
    first = first.sort_values([_KEY, "version", "received_at", "first"], na_position="first")
    first["rank"] = first.groupby(_KEY).cumcount()
    for name in told_apart:
        first[name] = first[name].astype(said[name].dtype)
    return said.merge(first, on=told_apart, how="left").sort_values(ROW_NUMBER, ignore_index=True)


def _missing(name: str, count: int) -> "pd.Series":
    kind = {"version": "float64", "function": "str", "received_at": "datetime64[s]"}[name]
    return pd.Series(np.nan if name == "version" else None, index=range(count), dtype=kind)


def _not_understood(said: pd.DataFrame) -> pd.DataFrame:
    named = said[said[NOT_UNDERSTOOD].notna()].drop_duplicates([_KEY, NOT_UNDERSTOOD])
    return failures_of(named.set_index(ROW_NUMBER)[NOT_UNDERSTOOD], "function", "amends what is not understood")


def _as_written(state: _State, new: pd.DataFrame, batch: str) -> pa.Table:
    """New rows as the lake keeps them."""
    rows = state.rows.take(pa.array(new["place"].to_numpy(np.int64)))
    for name in (*_STATED, _ITEM):
        kind = _SCHEMA.field(name).type
        values = pa.array(new[name].to_numpy(), from_pandas=True)
        rows = rows.set_column(rows.column_names.index(name), name, values.cast(kind, safe=False))
    return rows.set_column(rows.column_names.index("batch"), "batch", pa.repeat(batch, len(rows)))


@dataclass
class _Message:
    """One message of each of some declarations.

    items: as `_State.held`, with the stated version, function and moment of receipt, `row_number`, and what the message
    says of itself. said_in_part: what those that amend in part take out.
    """

    state: _State
    items: pd.DataFrame
    known: Known
    numbered: bool
    said_in_part: pd.DataFrame = field(init=False)

    def settle(self) -> None:
        """Find out what repeats, completes, amends or cancels, and write what is new."""
        self._take_parts()
        self._leave(self._cancelled_before())
        for settled in (self._joined, self._completed, self._repeating, self._mended):
            if len(self.items):
                self._leave(settled())
        if len(self.items):
            self._write_versions()

    def _leave(self, declarations: "pd.Index[str]") -> None:
        """Nothing more is to be done for these declarations."""
        self.items = self.items[~self.items[_KEY].isin(declarations)]

    def _versions(self) -> pd.DataFrame:
        """One row per version of the declarations: content and items in number."""
        held = self.state.held[self.state.held[_KEY].isin(self.items[_KEY])]
        return _summed(held, [_KEY, "version"])

    def _latest(self) -> pd.DataFrame:
        """The latest version of each declaration, by number of the declaration."""
        return self._versions().sort_values("version").drop_duplicates(_KEY, keep="last").set_index(_KEY)

    def _last(self) -> pd.DataFrame:
        """The items of the latest version of each declaration."""
        held = self.state.held
        return held[held["version"] == held[_KEY].map(self._latest()["version"])]

    def _take_parts(self) -> None:
        """Make whole declarations of messages that amend a known one in part."""
        self.said_in_part = said_in_part(self.items)
        in_part = self.items[_KEY].isin(self.said_in_part[_KEY])
        self.items["in_part"] = in_part & self.items[_KEY].isin(self.state.held[_KEY])
        parts = self.items[self.items["in_part"]]
        if parts.empty:
            return
        composed = amended_items(
            self.state.rows_of(self._last().merge(parts[[_KEY]].drop_duplicates(), on=_KEY)),
            self.state.rows_of(parts),
            *removed_and_taken_out(self.said_in_part),
        )
        whole = self.state.added(composed).drop(columns=_STATED)
        said = parts.drop_duplicates(_KEY)[[_KEY, *_STATED, ROW_NUMBER, CHANGES, "in_part"]]
        self.items = pd.concat([self.items[~self.items["in_part"]], whole.merge(said, on=_KEY)], ignore_index=True)

    def _cancelled_before(self) -> "pd.Index[str]":
        latest = self._latest()["function"]
        gone = (self.items["function"] == "cancelled") & (self.items[_KEY].map(latest) == "cancelled")
        return _declarations(self.items[gone])

    def _repeating(self) -> "pd.Index[str]":
        """Declarations of which the message says what a known version says, and states no other one."""
        said = _summed(self.items, [_KEY]).assign(in_part=lambda each: each[_KEY].map(self._first("in_part")))
        pairs = said.merge(self._versions(), on=_KEY, suffixes=("", "_held"))
        if pairs.empty:
            return pd.Index([], dtype="str")
        latest = pairs[_KEY].map(self._latest()["version"])
        alike = pairs["content"] == pairs["content_held"]
        alike = alike.where(~pairs["in_part"].astype(bool), pairs["whole"] == pairs["whole_held"])
        alike &= pairs["items"] == pairs["items_held"]
        alike &= pairs["version"].isna() | (pairs["version"] == pairs["version_held"]) | (pairs["version"] < latest)
        for function in ("amended", "cancelled"):
            alike &= (pairs["function"] != function) | (pairs["function_held"] == function)
        newer = pairs["received_at"].notna() & (pairs["received_at"] > pairs["received_at_held"])
        alike &= ~newer | (pairs["version_held"] == latest)
        return _declarations(pairs[alike])

    def _first(self, name: str) -> "pd.Series":
        return self.items.drop_duplicates(_KEY).set_index(_KEY)[name]

    def _joined(self) -> "pd.Index[str]":
        """Give rows that were refused before to the version that their batch brought."""
        if not self.known.joins:
            return pd.Index([], dtype="str")
        held = self.state.held
        ours = held[(held["batch"] == self.known.joins) | held["batch"].str.startswith(f"replay-{self.known.joins}-")]
        version = ours.groupby(_KEY)["version"].max()
        other = self.items["version"].notna() & (self.items["version"] != self.items[_KEY].map(version))
        joining = self.items[self.items[_KEY].isin(version.index) & ~self.items["in_part"] & ~other]
        joining = joining[joining["function"] != "cancelled"]
        self._add_items(joining.assign(version=joining[_KEY].map(version)), known_differ=True)
        return _declarations(joining)

    def _completed(self) -> "pd.Index[str]":
        """Give declarations of a file that was cut off their further items, now that it comes whole."""
        held = self.state.held[self.state.held["batch"].isin(self.known.beginnings)]
        version = held.groupby(_KEY)["version"].max()
        here = self.items[self.items[_KEY].isin(version.index) & ~self.items["in_part"]]
        here = here[here["function"] != "cancelled"].assign(version=lambda each: each[_KEY].map(version))
        begun = self.state.held.merge(version.reset_index(), on=[_KEY, "version"])
        found = begun.merge(here[[_KEY, _ITEM, "content"]], on=[_KEY, _ITEM, "content"], how="left", indicator=True)
        lacking = found.loc[found["_merge"] == "left_only", _KEY]
        completed = here[~here[_KEY].isin(lacking)]
        self._add_items(completed, known_differ=False)
        return _declarations(completed)

    def _mended(self) -> "pd.Index[str]":
        """Put whole declarations in the place of those whose last value was cut off with their file.

        The file that comes begins as the earlier one does, so that nothing but its end can make the difference. Where a
        lane was decided by what was cut off, the whole declaration is an amendment.
        """
        state, known = self.state, self.known
        held = state.held[state.held["batch"].isin(known.beginnings) & ~state.held[_KEY].isin(state.decided)]
        version = held.groupby(_KEY)["version"].max()
        other = self.items["version"].notna() & (self.items["version"] != self.items[_KEY].map(version))
        whole = self.items[self.items[_KEY].isin(version.index) & ~self.items["in_part"] & ~other]
        whole = whole[whole["function"] != "cancelled"]
        if whole.empty:
            return pd.Index([], dtype="str")
        cut = version[version.index.isin(whole[_KEY])].reset_index()
        before = state.held.merge(cut, on=[_KEY, "version"]).drop_duplicates(_KEY).set_index(_KEY)
        state.replaced = pd.concat([state.replaced, cut], ignore_index=True)
        state.held = _without(state.held, cut, [_KEY, "version"])
        state.write(whole.assign(**{name: whole[_KEY].map(before[name]) for name in _STATED}, batch=known.batch))
        state.taken.append(whole[ROW_NUMBER].to_numpy(np.int64))
        return _declarations(whole)

    def _add_items(self, items: pd.DataFrame, *, known_differ: bool) -> None:
        """Write the items that the version named in `version` lacks.

        known_differ: whether an item may have the number of another one: it is refused where the source numbers items,
        else it is the next, however like another it is.
        """
        if items.empty:
            return
        version = self.state.held.merge(items[[_KEY, "version"]].drop_duplicates(), on=[_KEY, "version"])
        following = known_differ and not self.numbered
        fresh = items if following else _without(items, version, [_KEY, _ITEM, "content"])
        clash = fresh.index.difference(_without(fresh, version, [_KEY, _ITEM]).index)
        if self.numbered:
            refused = fresh.loc[clash].set_index(ROW_NUMBER)[_ITEM].astype("str")
            reason = "the declaration has another item of this number, collected before"
            self.state.failures.append(failures_of(refused, _ITEM, reason))
            fresh = fresh.drop(index=clash)
        elif following:
            highest = version.groupby(_KEY)[_ITEM].max()
            fresh = fresh.assign(**{_ITEM: fresh[_KEY].map(highest) + fresh.groupby(_KEY).cumcount() + 1})
        first = version.drop_duplicates(_KEY).set_index(_KEY)
        of_version = {name: fresh[_KEY].map(first[name]) for name in _STATED}
        self.state.write(fresh.assign(**of_version, batch=self.known.batch))
        self.state.taken.append(fresh[ROW_NUMBER].to_numpy(np.int64))

    def _write_versions(self) -> None:
        """Write the messages that are left as the next version of their declarations."""
        items, latest = self.items, self._latest()
        self.state.taken.append(items[ROW_NUMBER].to_numpy(np.int64))
        said = items.drop_duplicates(_KEY).set_index(_KEY)
        numbers = _numbers(said, self._versions(), latest)
        function = _functions(said, numbers)
        unknown = said[~said.index.isin(latest.index)].reset_index()
        self.state.faults.append(faults_of_unknown(unknown))
        received = said["received_at"].where(
            said["received_at"].notna() | (function == "lodged"), pd.Timestamp(midnight(self.known.received_on))
        )
        last = self._last()
        cancelled = function.index[(function == "cancelled") & function.index.isin(latest.index)]
        repeated = last[last[_KEY].isin(cancelled)]
        new = pd.concat([items[~items[_KEY].isin(cancelled)], repeated], ignore_index=True)[_HELD]
        facts = {"version": numbers, "function": function, "received_at": received}
        of_rows = {name: new[_KEY].map(fact) for name, fact in facts.items()}
        self.state.write(new.assign(**of_rows, batch=self.known.batch))
        # A message that customs received before the latest known one is told later; the latest counts again after it.
        late = said.index[
            said["received_at"].lt(latest["received_at"].reindex(said.index))
            & (numbers > latest["version"].reindex(said.index))
            & said["version"].isna()
        ]
        again = last[last[_KEY].isin(late)]
        if len(again):
            functions = again["function"].where(again["function"] != "lodged", "amended")
            following = again[_KEY].map(numbers) + 1
            self.state.write(again.assign(version=following, function=functions, batch=self.known.batch))
        self._amend_what_came(latest["version"], numbers, function)

    def _amend_what_came(self, latest: "pd.Series", numbers: "pd.Series", function: "pd.Series") -> None:
        """Amend declarations that come now by the messages in part that came before them.

        latest: version of each declaration before these messages. numbers, function: of the versions that they became.
        """
        state = self.state
        in_part = state.in_part[state.in_part["version"] == state.in_part[_KEY].map(latest)]
        came = pd.Index(in_part[_KEY]).intersection(numbers.index[numbers == 1])
        told = self.said_in_part[self.said_in_part[_KEY].isin(function.index[function == "amended"])]
        told = told[~told[_KEY].isin(latest.index) | told[_KEY].isin(in_part[_KEY])]
        told = told.assign(version=told[_KEY].map(numbers).astype("int64"), known=False)
        state.in_part = pd.concat([state.in_part, told], ignore_index=True) if len(told) else state.in_part
        if came.empty:
            return
        parts = state.in_part[state.in_part[_KEY].isin(came)].sort_values([_KEY, "version"])
        rows = state.rows_of(state.held[state.held[_KEY].isin(came) & (state.held["version"] == 1)])
        for _, part in parts.groupby(parts.groupby(_KEY).cumcount()):
            said = state.held.merge(part[[_KEY, "version"]], on=[_KEY, "version"])
            rows = amended_items(rows, state.rows_of(said), *removed_and_taken_out(part))
        whole = state.added(rows)
        last = state.held.merge(in_part[[_KEY, "version"]], on=[_KEY, "version"]).drop_duplicates(_KEY).set_index(_KEY)
        state.write(
            whole.assign(
                version=whole[_KEY].map(last["version"]).astype("int64") + 1,
                function="amended",
                received_at=whole[_KEY].map(last["received_at"]),
                batch=self.known.batch,
            )
        )


def _declarations(items: pd.DataFrame) -> "pd.Index[str]":
    numbers: pd.Index[str] = pd.Index(items[_KEY].unique())
    return numbers


def _without(items: pd.DataFrame, others: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Items that share these keys with none of the others."""
    return items[~pd.MultiIndex.from_frame(items[keys]).isin(pd.MultiIndex.from_frame(others[keys]))]


def _summed(items: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Content of all items together, whatever their order, their number, and what they state."""
    groups = items.groupby(keys, sort=False)
    first = [name for name in _STATED if name not in keys]
    facts = {**{name: (name, "first") for name in first}, "content": ("content", "sum"), "whole": ("whole", "sum")}
    return groups.agg(**facts, items=(_ITEM, "size")).reset_index()


def _numbers(said: pd.DataFrame, versions: pd.DataFrame, latest: pd.DataFrame) -> "pd.Series":
    """Number of the version that each message becomes.

    The stated one if it is free. A message that lodges a declaration of which later versions came first is the first;
    one that amends or cancels a declaration that is not known leaves the first free.
    """
    following = latest["version"].reindex(said.index) + 1
    following = following.fillna(said["function"].isin(["amended", "cancelled"]).map({True: 2, False: 1}))
    with_first = versions.loc[versions["version"] == 1, _KEY]
    following = following.mask((said["function"] == "lodged") & ~said.index.isin(with_first), 1)
    taken = pd.MultiIndex.from_frame(versions[[_KEY, "version"]])
    stated = pd.MultiIndex.from_arrays([said.index, said["version"]])
    free = said["version"].notna() & ~stated.isin(taken)
    return said["version"].where(free, following).astype("int64")


def _functions(said: pd.DataFrame, numbers: "pd.Series") -> "pd.Series":
    """Function of the version that each message becomes."""
    function = said["function"].mask((numbers > 1) & (said["function"] != "cancelled"), "amended")
    return function.fillna("lodged")
