"""A hundred hostile files, generated: names, encodings, cells, cuts, nesting, archives, damage, endless values."""

import gzip
import io
import json
import random
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

COLUMNS = (
    "declaration_id",
    "lodged_on",
    "office",
    "importer",
    "hs_code",
    "country_of_origin",
    "net_mass",
    "item_value",
)
HEADER = ",".join(COLUMNS)
MEGABYTE = b"x" * (1 << 20)


@dataclass(frozen=True)
class Hostile:
    """A file as it arrives: its name (bytes), its content, and the declarations in it that must be taken in."""

    name: bytes
    content: bytes
    good: tuple[str, ...] = ()


def row(declaration: str, **changed: str) -> str:
    values = dict(zip(COLUMNS, (declaration, "2021-03-01", "SHA1", "I1", "870310", "JP", "10", "100"), strict=True))
    return ",".join((values | changed).values())


def table(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode()


def frame(*declarations: str) -> pd.DataFrame:
    return pd.DataFrame([row(each).split(",") for each in declarations], columns=pd.Index(COLUMNS))


def names() -> Iterator[Hostile]:
    for number, name in enumerate(
        (
            *(
                "=cmd|' C calc'!A0.csv",
                "-rf.csv",
                "new\nline.csv",
                "\u202egnp.csv",
                "'; drop table unit;--.csv",
            ),
            *(
                "<script>alert(1)<\u2215script>.csv",
                "\x1b[31mred.csv",
                "CON.csv",
                " . csv",
                "😀" * 50,
            ),
            *(
                "x" * 251 + ".csv",
                "$(reboot).csv",
            ),
        )
    ):
        yield Hostile(name.encode(), table(row(f"N{number}")), (f"N{number}",))


def encodings() -> Iterator[Hostile]:
    for number, encoding in enumerate(
        ("utf-8-sig", "utf-16", "utf-32", "gb18030", "euc-kr", "cp1251", "latin-1", "utf-16-le")
    ):
        name = {"cp1251": "Ввоз", "latin-1": "Entrée", "euc-kr": "수입"}.get(encoding, "公司")
        text = table(row(f"E{number}", importer=name), row(f"E{number}b")).decode()
        sure = encoding != "cp1251"  # a word or two may be of several encodings: the sender is asked
        yield Hostile(f"{encoding}.csv".encode(), text.encode(encoding), (f"E{number}b",) if sure else ())
    for number, wrong in enumerate((b"\xff\xfe\xfd", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x80" * 300)):
        content = table(row(f"F{number}"), row(f"F{number}b", importer="WRONG")).replace(b"WRONG", wrong)
        yield Hostile(f"wrong bytes {number}.csv".encode(), content, (f"F{number}",) if number in (1, 2, 4) else ())


def cells() -> Iterator[Hostile]:
    wrong: tuple[dict[str, str], ...] = (
        *({"net_mass": text} for text in ("1e400", "-inf", "NaN", "1_000", "9" * 400)),
        *({"item_value": text} for text in ("9007199254740993", "=1+1", "١٢", "1" + "0" * 300)),
        *({"lodged_on": text} for text in ("9999-99-99", "0000-00-00", "1e9", "20210301" * 40)),
        *({"hs_code": text} for text in ("", "\u202e930100", "9" * 5000)),
        *({"importer": text} for text in ("\x00", "x" * 1_000_000, "\x1b[2J", '"', "'; delete from unit", "\ufeff")),
        *({"declaration_id": text} for text in ("", "x" * 100_000, "\x00", "../../etc/passwd", "\u2028")),
    )
    for number, changed in enumerate(wrong):
        content = table(row(f"C{number}"), row(f"C{number}x", **changed), row(f"C{number}z"))
        good = (f"C{number}",) if changed.get("importer") == '"' else (f"C{number}", f"C{number}z")
        yield Hostile(f"cell {number}.csv".encode(), content, good)
    for number, line in enumerate(("x", "," * 50, "\t\t\t", row("CX") + ",more,cells")):
        yield Hostile(
            f"line {number}.csv".encode(), table(row(f"L{number}"), line, row(f"L{number}z")), (f"L{number}",)
        )
    commas = table(row("K1"), row("K2"), row("K3")).replace(b"K2", b"K2" + b"," * 5_000)
    yield Hostile(b"row of commas.csv", commas, ("K1", "K3"))
    yield Hostile(b"old line ends.csv", table(row("O1"), row("O2")).replace(b"\n", b"\r"), ("O1", "O2"))


def whole() -> dict[str, bytes]:
    """A good file of several kinds, to be cut and damaged."""
    parquet, workbook = io.BytesIO(), io.BytesIO()
    declarations = [f"W{number}" for number in range(200)]
    frame(*declarations).to_parquet(parquet)
    frame(*declarations).to_excel(workbook, index=False)
    rows = frame(*declarations).to_dict("records")
    return {
        "parquet": parquet.getvalue(),
        "xlsx": workbook.getvalue(),
        "json": json.dumps(rows).encode(),
        "xml": b"<rows>" + b"".join(b"<row><declaration_id>W1</declaration_id></row>" for _ in range(50)) + b"</rows>",
        "edi": b"UNB+UNOC:3+S+R+210301:0900+1'UNH+1+CUSDEC:D:96B:UN'BGM+929+W1+9'UNT+3+1'UNZ+1+1'",
    }


def cuts_and_damage() -> Iterator[Hostile]:
    chance = random.Random(14)
    for kind, content in whole().items():
        for share in (0.02, 0.5, 0.98):
            yield Hostile(f"cut at {share}.{kind}".encode(), content[: int(len(content) * share)])
        for count in (1, 40):
            damaged = bytearray(content)
            for place in chance.sample(range(4, len(damaged)), k=min(count, len(damaged) - 4)):
                damaged[place] = chance.randrange(256)
            yield Hostile(f"damaged at {count}.{kind}".encode(), bytes(damaged))
    parquet = whole()["parquet"]
    yield Hostile(b"footer too long.parquet", parquet[:-8] + struct.pack("<I", 2**31 - 1) + b"PAR1")
    yield Hostile(b"footer of nothing.parquet", b"PAR1" + b"\0" * 100 + struct.pack("<I", 0) + b"PAR1")
    nested = io.BytesIO()
    pq.write_table(pa.table({"declaration_id": [[["D"]]], "net_mass": [{"a": {"b": 1}}]}), nested)
    yield Hostile(b"nested columns.parquet", nested.getvalue())


def nesting() -> Iterator[Hostile]:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    yield Hostile(b"billion laughs.xml", f'<!DOCTYPE r [<!ENTITY a0 "ha">{laughs}]><r>&a11;</r>'.encode())
    yield Hostile(b"quadratic.xml", f'<!DOCTYPE r [<!ENTITY a "{"x" * 50_000}">]><r>{"&a;" * 20_000}</r>'.encode())
    yield Hostile(b"outside.xml", b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r><row>&a;</row></r>')
    yield Hostile(b"parameter entity.xml", b'<!DOCTYPE r [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x">%a;]><r/>')
    yield Hostile(b"deep.xml", b"<a>" * 100_000 + b"</a>" * 100_000)
    yield Hostile(b"attributes.xml", b"<r " + b" ".join(b'a%d="1"' % n for n in range(50_000)) + b"/>")
    yield Hostile(b"deep.json", b"[" * 100_000 + b"]" * 100_000)
    yield Hostile(b"deep objects.json", b'{"a":' * 100_000 + b"1" + b"}" * 100_000)
    yield Hostile(b"many keys.json", json.dumps([{f"k{n}": n for n in range(50_000)}]).encode())
    yield Hostile(b"twice.json", b'[{"declaration_id":"J1","declaration_id":"J2","net_mass":1e999}]')
    yield Hostile(b"surrogate.json", b'[{"declaration_id":"\\ud800","lodged_on":"2021-03-01"}]')


def archives() -> Iterator[Hostile]:
    def zipped(parts: dict[str, bytes]) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return buffer.getvalue()

    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as sheet,
    ):
        sheet.writelines(bytes(1 << 20) for _ in range(150))
    bomb = buffer.getvalue()
    yield Hostile(b"bomb.xlsx", bomb)
    yield Hostile(b"bomb in a bomb.zip", zipped({f"{n}.zip": bomb for n in range(5)}))
    yield Hostile(b"bomb.csv.gz", gzip.compress(bytes(20 << 20), 1))
    yield Hostile(b"climbs.xlsx", zipped({"../../../../tmp/evil": b"x", "[Content_Types].xml": b"<Types/>"}))
    laughs = (
        b'<!DOCTYPE t [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 1_000 + b'">]><Types>' + b"&b;" * 1_000 + b"</Types>"
    )
    yield Hostile(b"laughs.xlsx", zipped({"[Content_Types].xml": laughs, "xl/workbook.xml": laughs}))
    yield Hostile(b"nothing.xlsx", zipped({}))


def no_tables() -> Iterator[Hostile]:
    for name, content in {
        "header.csv": f"{HEADER}\n".encode(),
        "blank header.csv": b",,,,\n1,2,3,4,5\n",
        "twice.csv": b"declaration_id,declaration_id\n1,2\n",
        "page.csv": b"<!doctype html><html><table><tr><td>1</td></tr></table></html>",
        "letter.csv": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        "program.csv": b"\x7fELF\x02\x01\x01" + bytes(4096),
        "picture.csv": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 50,
        "database.csv": b"SQLite format 3\0" + bytes(4096),
        "zeros.csv": bytes(30 << 20),
        "commas.csv": b"," * (30 << 20),
        "quotes.csv": b'"' * (10 << 20),
        "lines.csv": b"\n" * (30 << 20),
        "one line.csv": MEGABYTE * 30,
        "columns.csv": ",".join(f"c{n}" for n in range(20_000)).encode() + b"\n" + b"1," * 20_000,
    }.items():
        yield Hostile(name.encode(), content)


def hostile_files() -> Iterator[Hostile]:
    """All of them, in an order that mixes nothing: a file is made when it is its turn."""
    for family in (names, encodings, cells, cuts_and_damage, nesting, archives, no_tables):
        yield from family()
