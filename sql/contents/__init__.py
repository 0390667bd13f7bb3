"""Every content: what a file can bring, what the lake keeps, and what stages hand to each other.

A column is named once, in the module of its content: lake, validation, parameters, endpoint and documentation take it
from there. A new content is one new module that defines `CONTENT`. Plain data: the package imports neither pandas nor
a database.
"""

import pkgutil
from importlib import import_module

from sql.contents.description import CodeList, Column, ColumnKind, Content, Level, Need

_NO_CONTENTS = {"borders", "description"}
_MODULES = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name not in _NO_CONTENTS)

CONTENTS: dict[str, Content] = {
    content.name: content for content in (import_module(f"{__name__}.{name}").CONTENT for name in _MODULES)
}
LAKE_TABLES: dict[str, Content] = {table: content for content in CONTENTS.values() for table in content.tables}
SEALED = frozenset(table for content in CONTENTS.values() for table in content.sealed)

__all__ = ["CONTENTS", "LAKE_TABLES", "SEALED", "CodeList", "Column", "ColumnKind", "Content", "Level", "Need"]
