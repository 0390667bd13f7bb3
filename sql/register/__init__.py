"""The register: transactional state, one transaction per effect, natural keys throughout."""

from sql.register.register import (
    Register,
    count_up,
    insert_new,
    keyed_text,
    records_of,
    replace_all,
    update_rows,
)
from sql.register.stages import complete_once, completed_summary

__all__ = [
    "Register",
    "complete_once",
    "completed_summary",
    "count_up",
    "insert_new",
    "keyed_text",
    "records_of",
    "replace_all",
    "update_rows",
]
