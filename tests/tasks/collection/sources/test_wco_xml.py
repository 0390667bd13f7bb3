"""Declarations of the WCO Data Model come in with every item; amendments name what they change."""

from datetime import date
from pathlib import Path

import pytest

from tasks.collection.sources.columns import Installation
from tasks.collection.sources.mapping import built_in_mappings
from tasks.collection.sources.normalise import Canonical, normalise
from tasks.collection.sources.raw import RawRows, UnreadableFileError
from tests.tasks.collection.sources.files import read, rows_of

G = "GoodsShipment/GovernmentAgencyGoodsItem"
ITEM = """
<GovernmentAgencyGoodsItem>
  <SequenceNumeric>{number}</SequenceNumeric>
  <Commodity>
    <Classification><ID>00</ID><IdentificationTypeCode>TRC</IdentificationTypeCode></Classification>
    <Classification><ID>9503007{number}</ID><IdentificationTypeCode>TSP</IdentificationTypeCode></Classification>
    <GoodsMeasure><NetNetWeightMeasure unitCode="KGM">{number}.5</NetNetWeightMeasure></GoodsMeasure>
    <InvoiceLine><ItemChargeAmount currencyID="EUR">{number}00</ItemChargeAmount></InvoiceLine>
  </Commodity>
  <Origin><CountryCode>DE</CountryCode><TypeCode>2</TypeCode></Origin>
  <Origin><CountryCode>VN</CountryCode><TypeCode>1</TypeCode></Origin>
</GovernmentAgencyGoodsItem>"""


def declaration(body: str, model: str = "DEC-DMS:2") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?><!-- a <Declaration> in a comment -->
<md:MetaData xmlns="urn:wco:datamodel:WCO:{model}" xmlns:md="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2">
<md:WCODataModelVersionCode>3.6</md:WCODataModelVersionCode>
<Declaration><FunctionalReferenceID>REF1</FunctionalReferenceID>{body}</Declaration></md:MetaData>"""


def canonical(raw: RawRows, received_on: date = date(2024, 3, 5)) -> Canonical:
    mapping = next(each for each in built_in_mappings() if each.name == "wco_data_model")
    return normalise(raw, mapping, Installation("Europe/London", frozenset(), received_on))


def lodged(items: int) -> str:
    header = "<FunctionCode>9</FunctionCode><TypeCode>IMA</TypeCode><Declarant><ID>GB1</ID></Declarant>"
    goods = "".join(ITEM.format(number=number) for number in range(1, items + 1))
    return declaration(f"{header}<GoodsShipment><Importer><ID>GB2</ID></Importer>{goods}</GoodsShipment>")


def test_every_item_is_a_row_with_the_values_of_its_declaration(tmp_path: Path) -> None:
    rows = rows_of(read(tmp_path, lodged(3)))
    assert [row[f"{G}/SequenceNumeric"] for row in rows] == ["1", "2", "3"]
    assert {(row["FunctionalReferenceID"], row["GoodsShipment/Importer/ID"], row["@function"]) for row in rows} == {
        ("REF1", "GB2", "lodged")
    }
    assert rows[1][f"{G}/Commodity/InvoiceLine/ItemChargeAmount"] == "200"
    assert rows[1][f"{G}/Commodity/InvoiceLine/ItemChargeAmount@currencyID"] == "EUR"


def test_the_mapping_reads_codes_origins_masses_and_values(tmp_path: Path) -> None:
    items = canonical(read(tmp_path, lodged(2))).items.to_pylist()
    assert [(item["item_number"], item["hs_code"], item["country_of_origin"]) for item in items] == [
        (1, "9503007100", "VN"),
        (2, "9503007200", "VN"),
    ]
    assert [(item["net_mass"], item["item_value"], item["currency"]) for item in items] == [
        (1.5, 100.0, "EUR"),
        (2.5, 200.0, "EUR"),
    ]
    assert {(item["direction"], item["importer"], item["lodged_on"]) for item in items} == {
        ("import", "GB2", date(2024, 3, 5))
    }


def test_a_declaration_of_another_3_x_model_and_several_in_one_file_come_in(tmp_path: Path) -> None:
    one = "<Declaration><ID>A{0}</ID><FunctionCode>9</FunctionCode><TypeCode>EXA</TypeCode></Declaration>"
    text = f'<R xmlns="urn:wco:datamodel:WCO:DEC:1">{one.format(1)}{one.format(2)}</R>'
    assert [(row["ID"], row["@direction"]) for row in rows_of(read(tmp_path, text))] == [
        ("A1", "export"),
        ("A2", "export"),
    ]


def test_moments_are_written_in_iso_form(tmp_path: Path) -> None:
    moment = (
        '<AcceptanceDateTime><DateTimeString formatCode="304">20240131120500Z</DateTimeString></AcceptanceDateTime>'
    )
    raw = read(tmp_path, declaration(moment))
    assert rows_of(raw)[0]["AcceptanceDateTime/DateTimeString"] == "2024-01-31T12:05:00Z"
    assert canonical(raw).items.to_pylist()[0]["lodged_on"] == date(2024, 1, 31)


@pytest.mark.parametrize("root", ["", ' xmlns="urn:wco:datamodel:WCO:DEC:1"'], ids=["no namespace", "namespace"])
def test_a_declaration_is_known_without_its_wrapper(root: str, tmp_path: Path) -> None:
    goods = f"<GoodsShipment>{ITEM.format(number=1)}</GoodsShipment>"
    (item,) = canonical(read(tmp_path, f"<Declaration{root}><ID>A1</ID>{goods}</Declaration>")).items.to_pylist()
    assert (item["declaration_id"], item["hs_code"], item["function"]) == ("A1", "9503007100", "lodged")


@pytest.mark.parametrize(
    ("codec", "name"),
    [("utf-16", "Peña"), ("iso-8859-1", "Peña"), ("windows-1252", "Peña"), ("GBK", "咖啡"), ("GB18030", "咖啡"),
     ("Shift_JIS", "靴"), ("EUC-KR", "컴퓨터"), ("Big5", "電腦")],
)  # fmt: skip
def test_xml_is_read_in_the_encoding_that_it_names(codec: str, name: str, tmp_path: Path) -> None:
    text = f'<?xml version="1.0" encoding="{codec}"?><Declaration><ID>A1</ID><Seller><Name>{name}</Name></Seller>'
    raw = read(tmp_path, f"{text}<FunctionCode>9</FunctionCode></Declaration>".encode(codec))
    assert rows_of(raw)[0]["Seller/Name"] == name


def test_items_of_several_shipments_are_numbered_through(tmp_path: Path) -> None:
    shipment = f"<GoodsShipment>{ITEM.format(number=1)}{ITEM.format(number=2)}</GoodsShipment>"
    items = canonical(read(tmp_path, declaration(shipment * 2))).items.to_pylist()
    assert [item["item_number"] for item in items] == [1, 2, 3, 4]
    assert [item["net_mass"] for item in items] == [1.5, 2.5, 1.5, 2.5]


def test_masses_are_in_the_unit_that_each_names(tmp_path: Path) -> None:
    goods = "".join(
        ITEM.format(number=number).replace("KGM", unit) for number, unit in enumerate(("TNE", "GRM", "LBR", "KGM"), 1)
    )
    gross = '<TotalGrossMassMeasure unitCode="TNE">2</TotalGrossMassMeasure>'
    items = canonical(read(tmp_path, declaration(f"{gross}<GoodsShipment>{goods}</GoodsShipment>"))).items.to_pylist()
    assert [item["net_mass"] for item in items] == [1500.0, 0.0025, pytest.approx(1.587573295), 4.5]
    assert {item["gross_mass"] for item in items} == {2000.0}


def test_of_elements_that_should_stand_once_the_first_counts(tmp_path: Path) -> None:
    line = '<InvoiceLine><ItemChargeAmount currencyID="USD">7</ItemChargeAmount></InvoiceLine>'
    code = "<Classification><ID>999</ID><IdentificationTypeCode>TSP</IdentificationTypeCode></Classification>"
    goods = ITEM.format(number=1).replace("</Commodity>", f"{line}{code}</Commodity>")
    (item,) = canonical(read(tmp_path, declaration(f"<GoodsShipment>{goods}</GoodsShipment>"))).items.to_pylist()
    assert (item["item_value"], item["currency"], item["hs_code"]) == (100.0, "EUR", "9503007100")


def amendment(*pointers: tuple[str, str, str]) -> str:
    steps = "".join(
        f"<Pointer><SequenceNumeric>{number}</SequenceNumeric><DocumentSectionCode>{section}</DocumentSectionCode>"
        + (f"<TagID>{tag}</TagID>" if tag else "")
        + "</Pointer>"
        for number, section, tag in pointers
    )
    return f"<Amendment><ChangeReasonCode>32</ChangeReasonCode>{steps}</Amendment>"


def amended(*amendments: str, items: str = "") -> str:
    goods = f"<GoodsShipment>{items}</GoodsShipment>" if items else ""
    kind = "<FunctionCode>13</FunctionCode><ID>MRN7</ID><TypeCode>COR</TypeCode>"
    return declaration(kind + "".join(amendments) + goods)


def test_an_amendment_names_the_paths_it_changes(tmp_path: Path) -> None:
    value = amendment(("1", "42A", ""), ("1", "67A", ""), ("1", "68A", ""), ("1", "23A", ""), ("1", "79A", "112"))
    raw = read(tmp_path, amended(amendment(("1", "42A", "146")), value, items=ITEM.format(number=1)))
    row = rows_of(raw)[0]
    assert (row["@function"], row["ID"]) == ("amended", "MRN7")
    assert row["@changes"].split(";") == ["TotalPackageQuantity", f"{G}:1/Commodity/InvoiceLine/ItemChargeAmount"]
    assert canonical(raw).items.to_pylist()[0]["declaration_id"] == "MRN7"


def test_an_amendment_that_takes_out_an_item_names_it(tmp_path: Path) -> None:
    raw = read(tmp_path, amended(amendment(("1", "42A", ""), ("1", "67A", ""), ("2", "68A", ""))))
    assert rows_of(raw)[0]["@removed_items"] == "2"


def test_a_pointer_that_is_not_understood_is_kept_and_named(tmp_path: Path) -> None:
    raw = read(tmp_path, amended(amendment(("1", "42A", ""), ("1", "99Z", "777"))))
    assert rows_of(raw)[0]["@not_understood"] == "99Z/777"
    assert raw.notes == ("amendments point at what is not understood: 99Z/777",)


def test_an_item_without_a_number_takes_that_of_the_pointer(tmp_path: Path) -> None:
    item = ITEM.format(number=1).replace("<SequenceNumeric>1</SequenceNumeric>", "")
    pointed = amendment(("1", "42A", ""), ("1", "67A", ""), ("4", "68A", ""), ("1", "23A", ""))
    assert canonical(read(tmp_path, amended(pointed, items=item))).items.to_pylist()[0]["item_number"] == 4


def test_a_cancellation_has_no_items(tmp_path: Path) -> None:
    raw = read(tmp_path, declaration("<FunctionCode>13</FunctionCode><ID>MRN7</ID><TypeCode>INV</TypeCode>"))
    assert [row["@function"] for row in rows_of(raw)] == ["cancelled"]


HEAD = '<MetaData xmlns="urn:wco:datamodel:WCO:DEC-DMS:2"><Declaration><ID>'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"{HEAD}1</ID>", "not well-formed in line 1"),
        (f"{HEAD}1</ID></Declaration><!-- a -- b --></MetaData>", "not well-formed"),
        (
            f'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>{HEAD}&b;</ID></Declaration></MetaData>',
            "document type",
        ),
        (f'<!DOCTYPE x SYSTEM "http://example.org/x.dtd">{HEAD}1</ID></Declaration></MetaData>', "document type"),
        (f"{HEAD}{'<x>' * 100}{'</x>' * 100}</ID></Declaration></MetaData>", "deeper than 64"),
        (f"{HEAD}{'<x/>' * 200_001}</ID></Declaration></MetaData>", "more than 200,000 elements"),
        (f"{HEAD}{'x' * 20_000_000}</ID></Declaration></MetaData>", "longer than 2 MB"),
        ("<MetaData><Other/></MetaData>", "no table"),
        ("<html><body><table/></body></html>", "an HTML page"),
    ],
    ids=["cut off", "comment", "entities", "external", "deep", "wide", "endless", "other", "html"],
)
def test_hostile_and_broken_xml_is_refused_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(UnreadableFileError, match=sentence):
        read(tmp_path, text)


def test_an_entity_bomb_in_utf_16_is_refused_too(tmp_path: Path) -> None:
    text = (
        f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "a">]>{HEAD}&a;</ID></Declaration></MetaData>'
    )
    with pytest.raises(UnreadableFileError, match="document type"):
        read(tmp_path, text.encode("utf-16"))
