"""Kinds of files, one module each that defines `KIND`; a new kind is one new module."""

import pkgutil
from functools import cache
from importlib import import_module

from tasks.collection.sources.raw import FileKind


@cache
def file_kinds() -> tuple[FileKind, ...]:
    """Every kind of file, in the order in which they are tried."""
    modules = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    kinds = [module.KIND for module in modules if hasattr(module, "KIND")]
    return tuple(sorted(kinds, key=lambda kind: kind.order))
