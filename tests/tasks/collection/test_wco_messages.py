"""WCO messages that amend or cancel: what is understood changes the declaration, the rest is kept and named."""

from pathlib import Path
from typing import Any

import pytest

from sql.register.tables import QualityFault
from sql.stores import Stores
from tasks.collection.collect import collect_file
from tests.tasks.collection.declared import SCREENED_FROM

ITEM = """<GovernmentAgencyGoodsItem><SequenceNumeric>{number}</SequenceNumeric>
<AdditionalDocument><ID>L{number}</ID></AdditionalDocument>
<Commodity><Description>toy {number}</Description><Classification><ID>95030070</ID>
<IdentificationTypeCode>TSP</IdentificationTypeCode></Classification>
<GoodsMeasure><NetNetWeightMeasure>{mass}</NetNetWeightMeasure></GoodsMeasure>
<InvoiceLine><ItemChargeAmount currencyID="EUR">{number}00</ItemChargeAmount></InvoiceLine></Commodity>
</GovernmentAgencyGoodsItem>"""
MASS_OF_ITEM_2 = """<GovernmentAgencyGoodsItem><SequenceNumeric>2</SequenceNumeric><Commodity><GoodsMeasure>
<NetNetWeightMeasure>99</NetNetWeightMeasure></GoodsMeasure></Commodity></GovernmentAgencyGoodsItem>"""


def message(kind: str, function: str, *items: str, header: str = "", amendments: str = "") -> str:
    goods = f"<GoodsShipment>{''.join(items)}</GoodsShipment>" if items else ""
    return (
        f"<Declaration><FunctionCode>{function}</FunctionCode><ID>MRN1</ID><TypeCode>{kind}</TypeCode>{header}"
        f"{amendments}{goods}</Declaration>"
    )


def amendment(*pointers: str) -> str:
    """Pointers as section:place:tag."""
    steps = ""
    for each in pointers:
        section, place, tag = each.split(":")
        steps += (
            f"<Pointer><SequenceNumeric>{place}</SequenceNumeric><DocumentSectionCode>{section}</DocumentSectionCode>"
        )
        steps += (f"<TagID>{tag}</TagID>" if tag else "") + "</Pointer>"
    return f"<Amendment><ChangeReasonCode>32</ChangeReasonCode>{steps}</Amendment>"


LODGED = message(
    "IMA",
    "9",
    *(ITEM.format(number=number, mass=number) for number in (1, 2, 3)),
    header="<TotalPackageQuantity>8</TotalPackageQuantity><Declarant><ID>GB1</ID></Declarant>",
)
IN_ITEM_2 = ("42A:1:", "67A:1:", "68A:2:")
ITEM_3 = ("42A:1:", "67A:1:", "68A:3:")
MASS = amendment(*IN_ITEM_2, "23A:1:", "65A:1:128")


def send(stores: Stores, folder: Path, *messages: str) -> dict[str, Any]:
    path = folder / "message.xml"
    path.write_text(f'<R xmlns="urn:wco:datamodel:WCO:DEC-DMS:2">{"".join(messages)}</R>', encoding="utf-8")
    return collect_file(stores, path, SCREENED_FROM, SCREENED_FROM)


def items(stores: Stores, columns: str = "item_number, net_mass, item_value, packages, declarant") -> list[Any]:
    with stores.lake.connect("declarations") as lake:
        return lake.execute(f"select version, {columns} from declarations order by item_number").fetchall()


def faults(stores: Stores) -> list[str]:
    return stores.register.read(QualityFault, ["reason"], order_by=["key"])["reason"].tolist()


def test_an_amendment_changes_what_it_brings_and_keeps_the_rest(stores: Stores, tmp_path: Path) -> None:
    assert send(stores, tmp_path, LODGED)["rows_accepted"] == 3
    amended = message("COR", "13", MASS_OF_ITEM_2, amendments=MASS)
    assert send(stores, tmp_path, amended)["rows_accepted"] == 1
    assert items(stores) == [
        (2, 1, 1.0, 100.0, 8.0, "GB1"),
        (2, 2, 99.0, 200.0, 8.0, "GB1"),
        (2, 3, 3.0, 300.0, 8.0, "GB1"),
    ]
    assert items(stores, "function, process_type, currency")[0] == (2, "amended", "IMA", "EUR")
    assert send(stores, tmp_path, amended, "<!-- again -->")["rows_repeated"] == 1
    assert {each[0] for each in items(stores)} == {2}


def test_an_amendment_of_the_header_alone_keeps_every_item(stores: Stores, tmp_path: Path) -> None:
    send(stores, tmp_path, LODGED)
    packages = "<TotalPackageQuantity>9</TotalPackageQuantity>"
    send(stores, tmp_path, message("COR", "13", header=packages, amendments=amendment("42A:1:146")))
    assert items(stores, "item_number, net_mass, packages") == [(2, 1, 1.0, 9.0), (2, 2, 2.0, 9.0), (2, 3, 3.0, 9.0)]


def test_an_amendment_takes_items_out_and_adds_others(stores: Stores, tmp_path: Path) -> None:
    send(stores, tmp_path, LODGED)
    changed = amendment(*IN_ITEM_2) + amendment("42A:1:", "67A:1:", "68A:4:")
    send(stores, tmp_path, message("COR", "13", ITEM.format(number=4, mass=40), amendments=changed))
    assert items(stores, "item_number, net_mass, declarant") == [
        (2, 1, 1.0, "GB1"),
        (2, 3, 3.0, "GB1"),
        (2, 4, 40.0, "GB1"),
    ]


def test_messages_of_one_file_are_settled_one_after_the_other(stores: Stores, tmp_path: Path) -> None:
    packages = message(
        "COR", "13", header="<TotalPackageQuantity>9</TotalPackageQuantity>", amendments=amendment("42A:1:146")
    )
    told = send(stores, tmp_path, LODGED, message("COR", "13", MASS_OF_ITEM_2, amendments=MASS), packages)
    assert (told["rows_read"], told["rows_accepted"]) == (5, 5)
    assert items(stores)[1] == (3, 2, 99.0, 200.0, 9.0, "GB1")
    send(stores, tmp_path, message("INV", "13"))
    assert items(stores) == []
    with stores.lake.connect("declaration_versions") as lake:
        versions = lake.execute(
            "select version, any_value(function), count(*), sum(net_mass) from declaration_versions "
            "group by 1 order by 1"
        ).fetchall()
    assert versions == [
        (1, "lodged", 3, 6.0),
        (2, "amended", 3, 103.0),
        (3, "amended", 3, 103.0),
        (4, "cancelled", 3, 103.0),
    ]


def test_what_is_not_understood_is_kept_as_a_version_and_named(stores: Stores, tmp_path: Path) -> None:
    send(stores, tmp_path, LODGED)
    send(stores, tmp_path, message("COR", "13", amendments=amendment("42A:1:", "99Z:1:777")))
    assert [each[0] for each in items(stores)] == [2, 2, 2]
    named = stores.register.read(QualityFault, ["reason", "example"])
    assert named.to_numpy().tolist() == [["amends what is not understood", "99Z/777"]]


def test_an_amendment_that_points_at_nothing_changes_what_it_brings_and_is_named(
    stores: Stores, tmp_path: Path
) -> None:
    send(stores, tmp_path, LODGED)
    send(stores, tmp_path, message("COR", "13", MASS_OF_ITEM_2))
    assert items(stores, "item_number, net_mass") == [(2, 1, 1.0), (2, 2, 99.0), (2, 3, 3.0)]
    assert "amends what is not understood" in faults(stores)


def test_a_declaration_that_replaces_another_is_whole(stores: Stores, tmp_path: Path) -> None:
    send(stores, tmp_path, LODGED)
    send(stores, tmp_path, message("IMA", "5", MASS_OF_ITEM_2))
    assert items(stores, "item_number, net_mass, declarant") == [(2, 2, 99.0, None)]


def test_an_amendment_of_a_declaration_that_never_came_is_kept_and_told(stores: Stores, tmp_path: Path) -> None:
    send(stores, tmp_path, message("COR", "13", MASS_OF_ITEM_2, amendments=MASS))
    assert items(stores, "item_number, net_mass") == [(2, 2, 99.0)]
    assert "amends a declaration that was not collected: kept with what it brings" in faults(stores)


@pytest.mark.parametrize("at_once", [False, True])
def test_an_amendment_that_came_before_its_declaration_amends_it_when_it_comes(
    stores: Stores, tmp_path: Path, at_once: bool
) -> None:
    without_2 = message("COR", "13", amendments=amendment(*IN_ITEM_2))
    packages = message(
        "COR", "13", header="<TotalPackageQuantity>9</TotalPackageQuantity>", amendments=amendment("42A:1:146")
    )
    mass_of_2 = message("COR", "13", MASS_OF_ITEM_2, amendments=MASS)
    every = [packages, mass_of_2, LODGED]
    for batch in [every] if at_once else [[each] for each in every]:
        send(stores, tmp_path, *batch)
    amended = [(1, 1.0, 100.0, 9.0, "GB1"), (2, 99.0, 200.0, 9.0, "GB1"), (3, 3.0, 300.0, 9.0, "GB1")]
    assert items(stores) == [(4, *each) for each in amended]
    with stores.lake.connect("declaration_versions") as lake:
        functions = lake.sql("select distinct version, function from declaration_versions order by 1").fetchall()
    assert functions == [(1, "lodged"), (2, "amended"), (3, "amended"), (4, "amended")]
    assert send(stores, tmp_path, mass_of_2, "<!-- again -->")["rows_accepted"] == 0
    send(stores, tmp_path, without_2, "<!-- later -->")
    assert items(stores, "item_number, packages") == [(5, 1, 9.0), (5, 3, 9.0)]


def test_what_an_early_amendment_takes_out_is_taken_out_when_the_declaration_comes(
    stores: Stores, tmp_path: Path
) -> None:
    send(stores, tmp_path, message("COR", "13", amendments=amendment(*IN_ITEM_2) + amendment(*ITEM_3, "02A:1:")))
    send(stores, tmp_path, LODGED)
    assert items(stores, "item_number, licences") == [(3, 1, ["L1"]), (3, 3, None)]


def test_a_declaration_that_is_cancelled_before_it_comes_stays_so(stores: Stores, tmp_path: Path) -> None:
    for each in (message("COR", "13", MASS_OF_ITEM_2, amendments=MASS), message("INV", "13"), LODGED):
        send(stores, tmp_path, each)
    assert items(stores) == []


def test_a_value_that_an_amendment_takes_out_is_gone(stores: Stores, tmp_path: Path) -> None:
    send(stores, tmp_path, LODGED)
    send(stores, tmp_path, message("COR", "13", amendments=amendment(*IN_ITEM_2, "02A:1:")))
    assert items(stores, "item_number, licences") == [(2, 1, ["L1"]), (2, 2, None), (2, 3, ["L3"])]
