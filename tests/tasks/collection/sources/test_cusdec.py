"""CUSDEC messages come in item by item, in the character set that they name."""

from datetime import date
from pathlib import Path

import pytest

from tasks.collection.sources.columns import Installation
from tasks.collection.sources.normalise import normalise
from tasks.collection.sources.raw import UnreadableFileError
from tasks.collection.sources.recognised import mappings_for
from tests.tasks.collection.sources.files import faults_of, read, rows_of

MESSAGE = """UNH+{number}+CUSDEC:D:96B:UN'
BGM+929+MRN{number}+{function}'
CST++IM:104'
LOC+22+SHA1'
LOC+35+VN'
DTM+137:20240305:102'
EQD+CN+MSKU1234565'
EQD+CN+MSKU7654321'
NAD+IM+IMP1::ZZZ++Importadora Peña'
NAD+SE+++Seller Ltd:second line++++VN'
UNS+D'
CST+1+95030070:122+4000:117'
FTX+AAA+++Dolls?, 10?' tall:of plastic'
LOC+27+VN'
MEA+WT+AAD+KGM:12,5'
MEA+WT+AAC+KGM:10'
MOA+38:1000,50:USD'
TAX+5+CUD+++:::6.5'
MOA+55:65.03'
CST+2+61091000:122'
MEA+WT+AAC+KGM:7'
MOA+38:20:USD'
UNS+S'
CNT+5:2'
UNT+20+{number}'
"""
START = "UNB+UNOC:3+SENDER+CUSTOMS+240305:1200+1'\n"
END = "UNZ+1+1'\n"


def interchange(*messages: str) -> bytes:
    return (START + "".join(messages) + END).encode("latin-1")


def message(number: int = 1, function: int = 9) -> str:
    return MESSAGE.format(number=number, function=function)


def test_a_message_is_recognised_and_its_mapping_reads_it(tmp_path: Path) -> None:
    raw = read(tmp_path, interchange(message()))
    (mapping,) = mappings_for(raw.rows.column_names)
    first, second = normalise(raw, mapping, Installation("Europe/Madrid", frozenset({"SHA1"}))).items.to_pylist()
    assert (first["item_number"], second["item_number"]) == (1, 2)
    assert {
        "declaration_id": "MRN1",
        "function": "lodged",
        "direction": "import",
        "lodged_on": date(2024, 3, 5),
        "office": "SHA1",
        "importer": "IMP1",
        "country_of_departure": "VN",
        "country_of_origin": "VN",
        "hs_code": "95030070",
        "net_mass": 10.0,
        "item_value": 1000.5,
        "currency": "USD",
        "duty_rate": 6.5,
        "containers": ["MSKU1234565", "MSKU7654321"],
        "goods_description": "Dolls, 10' tall of plastic",
    }.items() <= first.items()


def test_values_of_an_item_stay_with_it(tmp_path: Path) -> None:
    first, second = rows_of(read(tmp_path, interchange(message())))
    assert (first["CST:1"], first["item/CST:1"], second["item/CST:1"]) == ("IM", "95030070", "61091000")
    assert (first["item/MEA:AAD"], second["item/MEA:AAD"]) == ("12.5", None)
    assert (first["item/TAX:CUD/MOA:55"], second["item/TAX:CUD/MOA:55"]) == ("65.03", None)


def test_the_function_of_a_message_is_understood(tmp_path: Path) -> None:
    raw = read(tmp_path, interchange(message(1, 9), message(2, 4), message(3, 1)))
    assert [row["@function"] for row in rows_of(raw)] == ["lodged"] * 2 + ["amended"] * 2 + ["cancelled"] * 2


@pytest.mark.parametrize(("syntax", "codec"), [("UNOC", "latin-1"), ("UNOY", "utf-8"), ("UNOW", "utf-8")])
def test_the_character_set_is_the_one_the_interchange_names(tmp_path: Path, syntax: str, codec: str) -> None:
    content = interchange(message()).decode("latin-1").replace("UNOC", syntax).encode(codec)
    assert rows_of(read(tmp_path, content))[0]["NAD:IM/name"] == "Importadora Peña"


def test_cyrillic_and_central_european_sets_are_read(tmp_path: Path) -> None:
    for syntax, codec, name in (("UNOE", "iso8859-5", "Ромашка"), ("UNOD", "iso8859-2", "Škoda Łódź")):
        text = interchange(message()).decode("latin-1").replace("UNOC", syntax).replace("Importadora Peña", name)
        assert rows_of(read(tmp_path, text.encode(codec)))[0]["NAD:IM/name"] == name


def test_other_separators_are_the_ones_that_una_names(tmp_path: Path) -> None:
    plain = interchange(message()).decode("latin-1").replace("?,", ",").replace("?'", " ")
    swapped = plain.translate(str.maketrans("+:'", "|!~")).replace("\n", "")
    raw = read(tmp_path, f"UNA!|.? ~{swapped}".encode("latin-1"))
    assert rows_of(raw)[0]["BGM"] == "MRN1"


def test_a_message_that_is_cut_off_costs_itself_alone(tmp_path: Path) -> None:
    cut = message(2).partition("UNS+S")[0]
    raw = read(tmp_path, interchange(message(1), cut, message(3)))
    assert [row["BGM"] for row in rows_of(raw)] == ["MRN1", "MRN1", "MRN3", "MRN3"]
    assert list(faults_of(raw)) == [3]


def test_messages_of_other_types_are_passed_over_and_named(tmp_path: Path) -> None:
    other = "UNH+9+CUSRES:D:96B:UN'BGM+961+X+9'UNT+3+9'"
    raw = read(tmp_path, interchange(other, message()))
    assert raw.notes == ("messages of other types are passed over: CUSRES",)
    with pytest.raises(UnreadableFileError, match="no CUSDEC message"):
        read(tmp_path, interchange(other))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"UNB+UNOC:3+A+B+1+1'UNH+1+CUSDEC:D:96B:UN'BGM+929", "cut off or wrong"),
        (b"UNB+UNOA:3+A+B+1+1'UNH+1+CUSDEC:D:96B:UN'BGM+\xff\xfe'", "not written in utf-8"),
        (b"UNB+UNOC:3+A+B+1+1'UNH+1+CUSDEC:D:96B:UN'FTX+" + b"x" * 1_000_000, "no EDIFACT message"),
    ],
)
def test_broken_interchanges_are_refused_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFileError, match=sentence):
        read(tmp_path, content)
