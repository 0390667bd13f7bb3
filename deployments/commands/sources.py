"""`customs-risk sources`: try the files of a source before they are collected."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deployments.errors import refuse

if TYPE_CHECKING:
    from tasks.collection.sources.check import ReadFile
    from tasks.collection.sources.columns import Installation

group = typer.Typer(no_args_is_help=True, help="Try the files of a source: propose a mapping, check, read, templates.")

_File = Annotated[Path, typer.Argument(help="File of the source: CSV, Excel, Parquet, JSON, XML or EDIFACT.")]
_Mapping = Annotated[
    Path | None,
    typer.Option(help="Mapping file (YAML). Default: the known format of the file's header, else a proposal."),
]
_WIDTH = 120  # of a table that goes into a file


@group.command()
def propose(
    file: _File,
    out: Annotated[Path | None, typer.Option(help="Where to write the mapping. Default: print it.")] = None,
) -> None:
    """Propose a mapping from the names and content of a file's columns, with comments, for a person to correct."""
    from tasks.collection.sources.propose import mapping_text
    from tasks.collection.sources.propose import propose as proposed
    from tasks.collection.sources.raw import UnreadableFileError
    from tasks.collection.sources.reading import read_raw

    _must_exist(file)
    try:
        text = mapping_text(proposed(read_raw(file), file.stem, _installation()))
    except UnreadableFileError as problem:
        refuse(f"{file} cannot be read: {problem}")
    if out is None:
        typer.echo(text, nl=False)
        return
    _must_have_folder(out)
    out.write_text(text, encoding="utf-8")
    typer.echo(f"mapping written to {out}; correct it, then: customs-risk sources check {file} --mapping {out}")


@group.command()
def check(file: _File, mapping: _Mapping = None) -> None:
    """Say all that is wrong in a file, by column, with counts and examples. Writes nothing."""
    from rich.console import Console
    from rich.table import Table

    from tasks.collection.sources.check import problems

    read_file = _read(file, mapping)
    _describe(read_file)
    found = problems(read_file)
    if not found:
        typer.echo("nothing is wrong")
        return
    table = Table(show_edge=False, pad_edge=False)
    for heading in ("rows", "column", "what is wrong", "row is", "examples"):
        table.add_column(heading, justify="right" if heading == "rows" else "left", overflow="fold")
    for each in found:
        fate = "refused" if each.refuses else "kept"
        table.add_row(f"{each.rows:,}", each.column, each.reason, fate, " · ".join(each.examples))
    console = Console()
    console.width = max(console.width, _WIDTH)
    console.print(table, markup=False)


@group.command()
def read(
    files: Annotated[list[Path], typer.Argument(help="Files of one source.")],
    out: Annotated[
        Path, typer.Option(help="Where to write canonical rows: CSV, or Parquet where it ends in .parquet.")
    ],
    mapping: _Mapping = None,
) -> None:
    """Write what would be collected as canonical rows, one per item; refused rows beside it with their reasons."""
    from tasks.collection.sources.check import write_items

    _must_have_folder(out)
    read_files = [_read(file, mapping) for file in files]
    for each in read_files:
        _describe(each)
    for path, what, rows in write_items(read_files, out):
        typer.echo(
            f"{rows:,} reasons to refuse rows written to {path}"
            if what == "refused"
            else f"{rows:,} rows of {what} written to {path}"
        )


@group.command()
def template(
    content: Annotated[str, typer.Argument(help="Content of the file, such as declarations, outcomes or manifests.")],
    out: Annotated[Path | None, typer.Option(help="Where to write it. Default: print it.")] = None,
) -> None:
    """Write a template file of a content: its header, ready to be filled."""
    from tasks.collection.sources.check import UnknownContentError
    from tasks.collection.sources.check import template as template_of

    try:
        text = template_of(content)
    except UnknownContentError as problem:
        refuse(str(problem))
    if out is None:
        typer.echo(text, nl=False)
        return
    _must_have_folder(out)
    out.write_text(text, encoding="utf-8")
    typer.echo(f"template of {content} written to {out}")


def _read(file: Path, mapping: Path | None) -> "ReadFile":
    from tasks.collection.sources.check import read_file
    from tasks.collection.sources.mapping import MappingError
    from tasks.collection.sources.raw import UnreadableFileError

    _must_exist(file)
    try:
        return read_file(file, mapping, _installation())
    except MappingError as problem:
        refuse(str(problem))
    except UnreadableFileError as problem:
        refuse(f"{file} cannot be read: {problem}")


def _describe(file: "ReadFile") -> None:
    """How the file was read, and what concerns it as a whole."""
    names = " and ".join(mapping.name for mapping in file.mappings)
    how = (
        "by a mapping proposed from its columns: see `customs-risk sources propose`" if file.proposed else f"as {names}"
    )
    typer.echo(f"{file.path.name}: {file.rows:,} rows, read {how}")
    for note in file.notes:
        typer.echo(f"  {note}")


def _installation() -> "Installation":
    from blocks.settings import Settings
    from sql.reference import organisation
    from tasks.collection.sources.columns import Installation

    settings = Settings()
    return Installation(settings.time_zone, frozenset(organisation()["code"]), settings.today())


def _must_exist(file: Path) -> None:
    if not file.is_file():
        refuse(f"there is no file {file}.")


def _must_have_folder(out: Path) -> None:
    if not out.absolute().parent.is_dir():
        refuse(f"there is no folder {out.absolute().parent} to write {out.name} into.")
