"""Text is read in the encoding in which it makes sense, and refused where two make as much sense."""

from pathlib import Path

import pytest

from tasks.collection.sources.raw import ReadingHints, UnreadableFileError
from tests.tasks.collection.sources.files import faults_of, read, rows_of

NAMES = {
    "utf-8": ["上海某某贸易有限公司", "Société Générale", "株式会社東京"],
    "utf-8-sig": ["上海某某贸易有限公司"],
    "utf-16": ["上海某某贸易有限公司", "Café"],
    "utf-16-le": ["Café", "Müller"],
    "utf-32": ["Café", "株式会社"],
    "gb18030": ["上海某某贸易有限公司", "玩具", "深圳市华强电子", "锂离子电池"],
    "big5": ["臺灣貿易股份有限公司", "王大明", "塑膠玩具"],
    "cp932": ["株式会社東京商事", "おもちゃ", "リチウム電池"],
    "euc_jp": ["株式会社東京商事", "おもちゃ", "リチウム電池"],
    "cp949": ["주식회사 대한무역", "장난감", "리튬 배터리"],
    "cp1252": ["Société Générale", "Müller & Söhne", "Importação", "São Paulo", "España", "N° 5"],
    "cp1250": ["Dvořák příbor", "Škoda Plzeň", "nářadí", "žárovky"],
    "cp1251": ["Россия", "Общество Ромашка", "игрушки"],
    "koi8_r": ["Россия", "Общество Ромашка", "игрушки"],
    "cp1253": ["Ελλάδα", "παιχνίδια", "Θεσσαλονίκη"],
}


@pytest.mark.parametrize("codec", NAMES)
def test_names_are_read_in_the_encoding_they_were_written_in(tmp_path: Path, codec: str) -> None:
    lines = "importer,hs_code\n" + "".join(f"{name},950300\n" for name in NAMES[codec])
    raw = read(tmp_path, lines.encode(codec))
    assert [row["importer"] for row in rows_of(raw)] == NAMES[codec]


def test_a_character_lost_in_gb18030_tells_the_encoding(tmp_path: Path) -> None:
    raw = read(tmp_path, "importer,hs_code\nI1,950300\nI\ufffd,950300\n".encode("gb18030"))
    assert raw.found.encoding == "gb18030"
    assert rows_of(raw)[0]["importer"] == "I1"


def test_shift_jis_is_not_taken_for_chinese(tmp_path: Path) -> None:
    content = "importer,seller\n山本電機株式会社,ナカニシ\n三洋化学,大阪商店\n".encode("cp932")
    raw = read(tmp_path, content)
    assert raw.found.encoding == "cp932"
    assert rows_of(raw)[0] == {"importer": "山本電機株式会社", "seller": "ナカニシ"}
    assert any("cp932" in note for note in raw.notes)


def test_a_latin_letter_before_the_separator_does_not_swallow_it(tmp_path: Path) -> None:
    content = "id|importer|seller\n1|CAFÉ|PÊRA\n2|Exportação|Ação\n".encode("latin-1")
    assert rows_of(read(tmp_path, content))[0] == {"id": "1", "importer": "CAFÉ", "seller": "PÊRA"}


def test_two_encodings_that_read_alike_well_are_no_reason_to_guess(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="its encoding may be"):
        read(tmp_path, b"importer,hs_code\n" + "张三".encode("gb18030") + b",950300\n")


def test_an_encoding_that_the_mapping_names_is_taken(tmp_path: Path) -> None:
    content = b"importer,hs_code\n" + "张三".encode("gb18030") + b",950300\n"
    assert rows_of(read(tmp_path, content, ReadingHints(encoding="gb18030")))[0]["importer"] == "张三"


def test_an_encoding_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="cannot be read in the encoding utf-99"):
        read(tmp_path, "a,b\n1,2\n", ReadingHints(encoding="utf-99"))


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_damaged_character_costs_its_row_alone(tmp_path: Path, codec: str) -> None:
    names = ["上海某某贸易有限公司", "深圳市华强电子有限公司"]
    lines = [f"{name},1".encode(codec) for name in names]
    raw = read(tmp_path, b"\n".join([b"a,b", lines[0], b"X\xff,2", lines[1]]))
    assert [row["a"] for row in rows_of(raw)] == names
    assert faults_of(raw) == {2: "a character is damaged"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x1f\x8b\x08", "gzip"),
        (b"%PDF-1.7", "PDF"),
        (b"a,b\n" + b"\x80\xff" * 9, "neither UTF-8 nor"),
        (b"\x07" + b"\x00" * 5_000 + b"\x05", "zero bytes"),
        (b"", "the file is empty"),
    ],
)
def test_what_is_no_text_is_refused_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFileError, match=sentence):
        read(tmp_path, content)
