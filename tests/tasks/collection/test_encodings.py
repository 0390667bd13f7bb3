"""Text is read in UTF-8 and GB18030; anything else is refused by its name."""

import pytest

from tasks.collection.encodings import DAMAGED, decoded
from tasks.collection.reading import UnreadableFileError

NAMES = "商品名称,上海,深圳,税率\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_usual_encodings_are_read(encoding: str) -> None:
    assert decoded(NAMES.encode(encoding)) == NAMES


def test_a_gb18030_mark_at_the_start_is_no_part_of_the_first_name() -> None:
    assert decoded(("\ufeff" + NAMES).encode("gb18030")) == NAMES


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_text_cut_in_the_middle_of_a_character_loses_that_character_alone(encoding: str) -> None:
    text = decoded((NAMES * 3 + "商品").encode(encoding)[:-1])
    assert text.startswith(NAMES * 3 + "商")
    assert set(text.removeprefix(NAMES * 3 + "商")) == {DAMAGED}


def test_one_bad_byte_in_utf_8_does_not_turn_the_file_into_another_encoding() -> None:
    content = NAMES.encode() + b"\xff" + NAMES.encode()
    assert decoded(content) == NAMES + DAMAGED + NAMES


def test_one_bad_byte_in_plain_text_costs_that_byte_alone() -> None:
    assert decoded(b"a,b\n" * 50 + b"1,\xff\n") == "a,b\n" * 50 + f"1,{DAMAGED}\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (NAMES.encode("utf-16"), "UTF-16"),
        (NAMES.encode("utf-16-le"), "neither CSV nor Parquet"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel workbook"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"%PDF-1.7", "PDF"),
        (b"<html><table>", "HTML"),
        (b"a,b\n" + b"\x80\xff" * 9, "neither UTF-8 nor GB18030"),
    ],
)
def test_what_is_no_text_of_either_encoding_is_named(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFileError, match=sentence):
        decoded(content)
