"""Who is above whom, exactly as the organisation is published, and who therefore sees what."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sql.jurisdiction import NATION, Organisation, UnknownUnitError
from sql.reference import organisation

UNITS = Organisation(organisation())
PUBLISHED = {
    "QD": "Qingdao, Tianjin, Dalian, Shenyang, Changchun, Yinchuan, Lanzhou, Taiyuan, Beijing, Harbin, "
    "Manchuria (Manzhouli), Shijiazhuang, Huhhot, Urumuqi",
    "SH": "Shanghai, Nanjing, Hangzhou, Ningbo, Wuhan, Chongqing, Chengdu, Xining, Lasa, Xi'an, Zhengzhou, Hefei",
    "HP": "Guangdong Sub-Administration, Guangzhou, Shenzhen, Gongbei, Shantou, Huangpu, Zhanjiang, Jiangmen, Fuzhou, "
    "Xiamen, Kunming, Changsha, Guiyang, Haikou, Nanchang, Nanning",
}


@pytest.mark.parametrize("center", PUBLISHED)
def test_each_sub_center_has_the_regional_customs_that_are_published(center: str) -> None:
    units = organisation()
    names = units[(units["level"] == "regional") & (units["parent"] == center)]["name_en"]
    regions = [name.removeprefix("Risk management division of ").removesuffix(" Customs") for name in names]
    assert sorted(regions) == sorted(PUBLISHED[center].split(", "))


def test_the_levels_stand_one_above_the_other() -> None:
    order = {"national": "", "sub_center": "national", "regional": "sub_center", "local": "regional"}
    units = organisation()
    level = dict(zip(units["code"], units["level"], strict=True))
    for code, parent, own in zip(units["code"], units["parent"], units["level"], strict=True):
        assert ("" if pd.isna(parent) else level[parent]) == order[own], code


def test_nobody_sees_what_lies_beside_or_above() -> None:
    assert "SHA" in UNITS.seen_by("SH")
    assert set(UNITS.seen_by("SHA")).isdisjoint({"SH", "CN", "NJG", "QDG"})
    assert set(UNITS.seen_by("CN")) == set(organisation()["code"])
    with pytest.raises(UnknownUnitError, match="XX is no unit"):
        UNITS.seen_by("XX")


def test_a_code_that_begins_like_another_is_not_below_it() -> None:
    units = pd.DataFrame({"code": ["CN", "SH", "SH1"], "lineage": ["/CN", "/CN/SH", "/CN/SH1"], "level": "regional"})
    assert not Organisation(units).holds("SH", "SH1")
    assert Organisation(units).below("SH") == ["SH"]


@st.composite
def organisations(draw: st.DrawFn) -> tuple[Organisation, list[int | None]]:
    """A tree of units by number, and the number of the unit above each."""
    size = draw(st.integers(1, 8))
    above: list[int | None] = [None, *(draw(st.integers(0, number - 1)) for number in range(1, size))]
    lineages: list[str] = []
    for number, parent in enumerate(above):
        lineages.append(f"/U{number}" if parent is None else f"{lineages[parent]}/U{number}")
    codes = [f"U{number}" for number in range(size)]
    return Organisation(pd.DataFrame({"code": codes, "lineage": lineages, "level": "any"})), above


@given(organisations(), st.data())
def test_above_below_and_common_are_those_of_climbing_the_tree(
    given_units: tuple[Organisation, list[int | None]], data: st.DataObject
) -> None:
    units, above = given_units

    def climbed(number: int) -> list[int]:
        parent = above[number]
        return [number] if parent is None else [number, *climbed(parent)]

    for number, parent in enumerate(above):
        assert units.above(f"U{number}") == (None if parent is None else f"U{parent}")
        below = [f"U{other}" for other in range(len(above)) if number in climbed(other)]
        assert [code for code in units.below(f"U{number}") if code != NATION] == below
        assert (NATION in units.below(f"U{number}")) is (parent is None)
    some = data.draw(st.lists(st.integers(0, len(above) - 1), min_size=1, max_size=4))
    shared = set.intersection(*(set(climbed(number)) for number in some))
    lowest = max(shared, key=lambda number: len(climbed(number)))
    assert units.common(f"U{number}" for number in some) == f"U{lowest}"


def test_no_units_have_nothing_in_common() -> None:
    with pytest.raises(ValueError, match="no unit given"):
        UNITS.common([])
