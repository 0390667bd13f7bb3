"""The register's enterprises as the administration's own list of them says."""

import pandas as pd
from sqlmodel import Session, col, select

from sql.register import insert_new, replace_all
from sql.register.tables import CategoryChange, Enterprise
from sql.register.words import ENTERPRISES, write_words
from sql.sought_words import words_of

RULE = "registered"


def register_enterprises(session: Session, rows: pd.DataFrame) -> None:
    """Enter enterprises that are new, and change the category of those whose list names another one.

    rows: enterprise, name, address, category (may be missing), received_on. The change holds from the day on which the
    list came; what the category was before stays on record. All are found by number, name and address from now on.
    """
    texts = rows[["enterprise", "name", "address"]].astype("object")
    words = {
        str(row[0]): {word for text in row if isinstance(text, str) for word in words_of(text)}
        for row in texts.to_numpy()
    }
    write_words(session.connection(), ENTERPRISES, words)
    named = rows.dropna(subset=["category"])
    if named.empty:
        return
    known = pd.DataFrame(
        session.exec(
            select(Enterprise.code, Enterprise.category).where(col(Enterprise.code).in_(named["enterprise"].tolist()))
        ).all(),
        columns=["enterprise", "category_before"],
    )
    told = named[["enterprise", "category", "received_on"]].merge(known, on="enterprise", how="left")
    new = told[told["category_before"].isna()].rename(columns={"enterprise": "code"})
    entered = new.assign(first_seen_on=new["received_on"], last_seen_on=new["received_on"])
    insert_new(session, Enterprise, entered.drop(columns=["category_before", "received_on"]))
    changed = told[told["category_before"].notna() & (told["category_before"] != told["category"])]
    days = changed["received_on"].dt.strftime("%Y-%m-%d")
    changes = changed.assign(
        key=changed["enterprise"] + "|" + days,
        rule=RULE,
        grounds="The administration's list of enterprises names this category.",
    ).rename(columns={"received_on": "changed_on", "category": "category_after"})
    insert_new(session, CategoryChange, changes)
    present = changed.rename(columns={"enterprise": "code"}).assign(
        first_seen_on=changed["received_on"], last_seen_on=changed["received_on"]
    )
    replace_all(session, Enterprise, present.drop(columns=["category_before", "received_on"]), ["category"])
