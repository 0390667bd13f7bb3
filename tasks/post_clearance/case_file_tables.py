"""Tables and the chart of a case file, in a language; headings and the register's words are translated."""

import json
from collections.abc import Sequence

import pandas as pd

from sql.reference import reference_table
from sql.register.tables import CaseFile, CaseGround, CaseJournalEntry
from sql.terms import GroundKind, Language
from tasks.documents.charts import INK, stacked_bars
from tasks.documents.tables import report_table
from tasks.documents.translation import rendered, translated, translations

_EVIDENCE = [
    *(
        "source",
        "ground_kind",
        "statement",
        "added_on",
        "content_hash",
        "office",
        "inspected_on",
        "violation",
        "kind",
        "amount",
    ),
    *("currency", "items"),
]
_ITEM = ["item_number", "hs_code", "country_of_origin", "value", "at_stake"]


def evidence_of(grounds: Sequence[CaseGround]) -> pd.DataFrame:
    """One row per ground: what it rests on, and what was frozen of it; columns that a ground lacks are missing."""
    rows = []
    for ground in grounds:
        source = None if ground.ground_kind == GroundKind.DECISION else ground.source
        own = {
            "source": source,
            "ground_kind": ground.ground_kind,
            "statement": ground.statement,
            "added_on": str(ground.added_on),
        }
        rows.append(json.loads(ground.evidence) | own | {"content_hash": ground.content_hash})
    table = pd.DataFrame(rows).reindex(columns=pd.Index(_EVIDENCE))
    days = table["inspected_on"].astype("str").str[:10]
    return table.assign(
        inspected_on=days.where(table["inspected_on"].notna()), amount=table["amount"].astype("float64")
    )


def grounds_table(evidence: pd.DataFrame, language: Language) -> str:
    """Each ground, what was found, and the amount at stake."""
    _ = translations(language).gettext
    headings = {
        "ground_kind": _("Rests on"),
        "source": _("Source"),
        "statement": _("Ground"),
        "violation": _("Found"),
        "inspected_on": _("Inspected on"),
        "added_on": _("Added on"),
        "amount": in_currency(_("Amount"), evidence),
    }
    statements = evidence["statement"].map(lambda statement: rendered(language, statement))
    told = _in(evidence.assign(statement=statements), language, "ground_kind", "violation")
    return report_table(
        told[list(headings)],
        "grounds",
        headings=headings,
        amounts=("amount",),
        codes=("inspected_on", "added_on"),
        empty=_("There are no grounds: another case went on with them."),
    )


def amounts_chart(evidence: pd.DataFrame, language: Language) -> str:
    """Bars of the amount at stake by month of inspection; nothing where it is of fewer than three months."""
    _ = translations(language).gettext
    months = evidence.assign(month=evidence["inspected_on"].str[:7]).groupby("month", sort=True)["amount"].sum()
    if len(months) < 3:
        return ""
    name = in_currency(_("Amount"), evidence)
    return stacked_bars(months.to_frame(name), {name: INK}, _("Amount at stake by month of inspection"), name)


def declarations_table(involved: Sequence[str], evidence: pd.DataFrame, language: Language) -> str:
    """Each declaration involved with its goods items, and what is known of them from the evidence.

    The amount of a declaration stands beside its first item; `at_stake` is the duty of an item, or its value.
    """
    _ = translations(language).gettext
    headings = {
        "source": _("Declaration"),
        "office": _("Office"),
        "kind": _("Kind"),
        "amount": in_currency(_("Amount"), evidence),
        "item_number": _("Item"),
        "hs_code": _("HS code"),
        "country_of_origin": _("Origin"),
        "value": in_currency(_("Value"), evidence),
        "at_stake": in_currency(_("At stake"), evidence),
    }
    known = evidence.drop_duplicates("source").set_index("source")[["office", "kind", "amount", "items"]]
    table = known.reindex(list(involved)).rename_axis("source").reset_index().explode("items", ignore_index=True)
    items = pd.DataFrame([item if isinstance(item, dict) else {} for item in table.pop("items")], index=table.index)
    items = items.reindex(columns=pd.Index(_ITEM)).astype({"value": "float64", "at_stake": "float64"})
    table = _in(table, language, "kind").join(items.assign(item_number=items["item_number"].astype("Int64")))
    table.loc[table["source"].duplicated(), ["office", "kind", "amount"]] = None
    return report_table(
        table,
        "declarations",
        headings=headings,
        amounts=("amount", "value", "at_stake"),
        codes=("hs_code",),
        empty=_("None."),
    )


def in_currency(heading: str, evidence: pd.DataFrame) -> str:
    """A heading of amounts, with their currency where the evidence names one."""
    named = evidence["currency"].dropna().unique()
    return f"{heading} ({', '.join(map(str, named))})" if len(named) else heading


def deadlines_table(case: CaseFile, language: Language) -> str:
    """What the procedure allows each state by the table of legal deadlines, and until when for the present one."""
    _ = translations(language).gettext
    table = reference_table("legal_deadlines")
    table = table[table["kind"] == case.kind].drop_duplicates("state", keep="last")
    present = table["state"] == case.state
    due = pd.Series(None, index=table.index, dtype="object").mask(present, str(case.deadline_on))
    headings = {
        "state": _("State"),
        "what": _("What is due"),
        "working_days": _("Working days"),
        "due_on": _("Due on"),
        "source": _("By"),
    }
    told = _in(table.assign(due_on=due), language, "state", "what", "source")
    return report_table(told[list(headings)], "deadlines", headings=headings, codes=("due_on",))


def journal_table(journal: Sequence[CaseJournalEntry], language: Language) -> str:
    """Every entry, in order."""
    _ = translations(language).gettext
    headings = {
        "sequence": _("No."),
        "happened_on": _("Date"),
        "actor": _("By whom"),
        "event": _("Event"),
        "text": _("Text"),
        "content_hash": _("Hash begins with"),
    }
    rows = pd.DataFrame([vars(entry) for entry in journal], columns=pd.Index(headings))
    told = rows.assign(
        content_hash=rows["content_hash"].str[:12],
        happened_on=rows["happened_on"].astype("str"),
        text=[rendered(language, entry.text) for entry in journal],
    )
    return report_table(
        _in(told, language, "actor", "event"), "journal", headings=headings, codes=("happened_on", "content_hash")
    )


def hashes_table(grounds: Sequence[CaseGround], language: Language) -> str:
    """The whole hash (SHA-256) of the evidence of each ground, to compare with what was handed out before."""
    _ = translations(language).gettext
    rows = pd.DataFrame(
        {"ground": [each.source for each in grounds], "content_hash": [each.content_hash for each in grounds]}
    )
    headings = {"ground": _("Ground"), "content_hash": _("Hash of the evidence (SHA-256)")}
    return report_table(rows, "hashes", headings=headings, empty="")


def _in(table: pd.DataFrame, language: Language, *columns: str) -> pd.DataFrame:
    """The table with the words of these columns in a language."""
    return table.assign(
        **{
            name: table[name].map(lambda word: translated(language, str(word)), na_action="ignore").to_numpy()
            for name in columns
        }
    )
