"""Tables as a director reads them, made with great-tables."""

from collections.abc import Mapping

import pandas as pd
from great_tables import GT
from great_tables._text import BaseText


def report_table(
    frame: pd.DataFrame,
    identifier: str,
    *,
    headings: Mapping[str, str] | None = None,
    shares: tuple[str, ...] = (),
    amounts: tuple[str, ...] = (),
    decimals: tuple[str, ...] = (),
    empty: str = "Nothing to show.",
) -> str:
    """HTML of a frame; every cell is escaped, missing values are dashes.

    `identifier`: HTML id, unique on the page. `headings`: what to call columns; others are spelled as they are named.
    `shares`: columns between 0 and 1, shown in per cent. `amounts`: shown with thousands separators and no decimals.
    `decimals`: shown with two decimals. `empty`: the sentence where there are no rows.
    """
    if frame.empty:
        return f'<p class="empty">{empty}</p>'
    labels: dict[str, str | BaseText] = {
        name: (headings or {}).get(name, name.replace("_", " ")) for name in map(str, frame.columns)
    }
    whole = [str(name) for name in frame.select_dtypes("integer").columns]
    table = (
        GT(frame.reset_index(drop=True), id=identifier)
        .cols_label(labels)
        .fmt_integer([name for name in whole if name not in amounts])
        .fmt_percent(list(shares), decimals=1)
        .fmt_number(list(amounts), decimals=0)
        .fmt_number(list(decimals), decimals=2)
        .sub_missing(missing_text="–")
        .tab_options(
            table_font_size="13px", table_width="100%", data_row_padding="4px", column_labels_font_weight="600"
        )
    )
    return table.as_raw_html()
