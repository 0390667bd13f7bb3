"""Files that would fill memory or never end are refused in a sentence, at once and in little memory."""

import multiprocessing
import resource
import zipfile
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.collection.sources.check import read_file
from tasks.collection.sources.raw import UnreadableFileError
from tests.ending import ends
from tests.tasks.collection.sources.rows import SHANGHAI

BYTES = 500_000_000
COLUMNS = ("declaration_id", "lodged_on", "office", "importer", "hs_code", "net_mass", "item_value")
ROW = ("A1", "2021-03-01", "SHA1", "F1", "847130", "10", "100")
HEADER = f"{','.join(COLUMNS)}\n{','.join(ROW)}\n".encode()
MEGABYTE = b"x" * (1 << 20)
XML = b'<MetaData xmlns="urn:wco:datamodel:WCO:DEC-DMS:2"><Declaration><ID>1</ID>'
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'


def megabytes(start: bytes, count: int = 100, piece: bytes = MEGABYTE, end: bytes = b"") -> Callable[[Path], None]:
    """Writes a file of a beginning, a piece many times, and an end."""

    def write(path: Path) -> None:
        with path.open("wb") as file:
            file.write(start)
            file.writelines(piece for _ in range(count))
            file.write(end)

    return write


def workbook(part: str, start: bytes, piece: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(part, "w") as file:
            file.write(start)
            for _ in range(300):
                file.write(piece)

    return write


def repeated_rows(path: Path) -> None:
    packed = pa.schema([(name, pa.dictionary(pa.int8(), pa.string())) for name in COLUMNS])
    places = pa.repeat(pa.scalar(0, pa.int8()), 2_000_000)
    columns = [pa.DictionaryArray.from_arrays(places, pa.array([value])) for value in ROW]
    with pq.ParquetWriter(path, packed, compression="zstd") as writer:
        for _ in range(20):
            writer.write_table(pa.table(columns, packed))


def repeated_value(path: Path) -> None:
    places = pa.repeat(pa.scalar(0, pa.int8()), 200_000)
    values = (*ROW[:-1], "9" * 100_000)
    columns = [pa.DictionaryArray.from_arrays(places, pa.array([value])) for value in values]
    pq.write_table(pa.table(columns, list(COLUMNS)), path, compression="zstd")


FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "header of 100,000 columns": (
        megabytes(",".join(f"c{place}" for place in range(100_000)).encode() + b"\n1,2\n", 0),
        "its header has 100,000 columns",
    ),
    "cell without end": (megabytes(HEADER + b"A2,"), "a line of more than 8 MB"),
    "quoted cell without end": (megabytes(HEADER + b'A2,"'), "a line of more than 8 MB"),
    "quoted cell of lines without end": (megabytes(HEADER + b'A2,"', piece=b"x\n" * (1 << 19)), "a cell has no end"),
    "sea of blank lines": (megabytes(HEADER, piece=b"\n" * (1 << 20)), "a cell has no end"),
    "parquet of repeated rows": (repeated_rows, "that is no table"),
    "parquet of a repeated long value": (repeated_value, "that is no table"),
    "parquet of 100,000 columns": (
        lambda path: pq.write_table(pa.table({f"c{place}": [1] for place in range(10_000)}), path),
        "it has 10,000 columns",
    ),
    "xml value without end": (megabytes(XML + b"<Name>"), "a value in its XML is longer"),
    "xml attribute without end": (megabytes(XML + b'<Name a="'), "a value in its XML is longer"),
    "xml name without end": (megabytes(XML + b"<"), "a value in its XML is longer"),
    "json value without end": (megabytes(b'[{"declaration_id":"'), "its JSON is broken"),
    "edifact value without end": (megabytes(b"UNB+UNOC:3+S+R'UNH+1+CUSDEC'BGM+929+"), "it has a segment of more than"),
    "edifact message without end": (
        megabytes(b"UNB+UNOC:3+S+R'UNH+1+CUSDEC'BGM+929+1'", piece=b"LOC+22+SHA1'" * 10_000),
        "a message of it has more than",
    ),
    "workbook with a cell without end": (
        workbook("xl/worksheets/sheet1.xml", SHEET + b'<c r="A1" t="inlineStr"><is><t>', MEGABYTE),
        "that is no workbook",
    ),
    "workbook of repeated texts": (
        workbook("xl/sharedStrings.xml", b"<sst>", b"<si><t>a</t></si>" * 60_000),
        "no workbook",
    ),
}


def _read(path: Path, answer: Connection) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        with ends():
            read_file(path, None, SHANGHAI)
        sentence = "it was read"
    except UnreadableFileError as problem:
        sentence = str(problem)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    answer.send((sentence, used * 1024))


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_at_once_and_in_little_memory(name: str, tmp_path: Path) -> None:
    make, expected = FILES[name]
    path = tmp_path / "file"
    make(path)
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_read, args=(path, sending))
    process.start()
    sentence, used = receiving.recv()
    process.join()
    path.unlink()
    assert expected in sentence
    assert "\n" not in sentence
    assert used < BYTES


def cells_of(path: Path, content: bytes) -> list[str]:
    path.write_bytes(content)
    (canonical,) = read_file(path, None, SHANGHAI).contents
    return [str(each) for each in canonical.items.column("declaration_id").to_pylist()]


def _rows() -> Iterator[bytes]:
    yield HEADER
    yield HEADER.splitlines()[1].replace(b"A1", b"A2").replace(b"F1", b"F\x001") + b"\n"
    yield HEADER.splitlines()[1].replace(b"A1", b"A3") + b"\n"


def test_one_zero_byte_costs_its_row_alone(tmp_path: Path) -> None:
    assert cells_of(tmp_path / "file", b"".join(_rows())) == ["A1", "A3"]
