"""Run every benchmark, or the chosen ones, and print their figures: `python -m benchmarks [NAME]...`."""

import pkgutil
import sys
from importlib import import_module

from rich.console import Console
from rich.table import Table

import benchmarks

_WIDTH = 200  # of a table that goes into a file


def main(names: list[str]) -> None:
    """Run the benchmarks of these names; without names, all."""
    table = Table(title="Benchmarks", title_justify="left")
    for column in ("benchmark", "what", "baseline"):
        table.add_column(column)
    for column in ("rows", "processor s", "wall s", "baseline processor s", "ratio"):
        table.add_column(column, justify="right")
    table.add_column("note")
    for found in pkgutil.iter_modules(benchmarks.__path__):
        if found.name == "__main__" or (names and found.name not in names):
            continue
        module = import_module(f"benchmarks.{found.name}")
        if hasattr(module, "report"):
            print(f"{found.name}\n\n{module.report()}\n")
        measure = getattr(module, "measure", None)
        for each in measure() if measure is not None else ():
            figures = (each.effort.processor, each.effort.wall, each.baseline_effort.processor)
            seconds = [f"{figure:.1f}" for figure in figures]
            cells = (f"{each.rows:,}", *seconds, f"{each.ratio:.1f} ×", each.note)
            table.add_row(found.name, each.what, each.baseline, *cells)
    if table.row_count:
        Console(width=None if sys.stdout.isatty() else _WIDTH).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
