"""Single administrative documents of ASYCUDA World come in item by item."""

from datetime import date
from pathlib import Path

from tasks.collection.sources.columns import Installation
from tasks.collection.sources.normalise import normalise
from tasks.collection.sources.recognised import mappings_for
from tests.tasks.collection.sources.files import read, rows_of

ITEM = """<Item>
<Packages><Number_of_packages>3</Number_of_packages><Kind_of_packages_code>CT</Kind_of_packages_code></Packages>
<Tarification><HScode><Commodity_code>{code}</Commodity_code><Precision_1>000</Precision_1><Precision_2><null/>
</Precision_2></HScode><Extended_customs_procedure>4000</Extended_customs_procedure>
<Supplementary_unit><Suppplementary_unit_code>NMB</Suppplementary_unit_code>
<Suppplementary_unit_quantity>40.0</Suppplementary_unit_quantity></Supplementary_unit>
<Supplementary_unit><Suppplementary_unit_code><null/></Suppplementary_unit_code></Supplementary_unit>
<Item_price>1250.5</Item_price></Tarification>
<Goods_description><Country_of_origin_code>VN</Country_of_origin_code>
<Commercial_Description>Toys of plastic</Commercial_Description></Goods_description>
<Taxation><Taxation_line><Duty_tax_code>IMD</Duty_tax_code><Duty_tax_rate>10.0</Duty_tax_rate></Taxation_line>
<Taxation_line><Duty_tax_code>VAT</Duty_tax_code><Duty_tax_rate>15.0</Duty_tax_rate></Taxation_line></Taxation>
<Valuation_item><Weight_itm><Net_weight_itm>12.25</Net_weight_itm></Weight_itm>
<Item_Invoice><Amount_foreign_currency>1250.5</Amount_foreign_currency><Currency_code>USD</Currency_code>
</Item_Invoice></Valuation_item></Item>"""

DOCUMENT = f"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<ASYCUDA><Property><Sad_flow>I</Sad_flow><Nbers><Total_number_of_packages>6</Total_number_of_packages></Nbers></Property>
<Identification><Office_segment><Customs_clearance_office_code>OFF1</Customs_clearance_office_code></Office_segment>
<Type><Type_of_declaration>IM</Type_of_declaration><Declaration_gen_procedure_code>4</Declaration_gen_procedure_code>
</Type><Registration><Serial_number>C</Serial_number><Number>1207</Number><Date>2024-03-05</Date></Registration>
</Identification>
<Traders><Exporter><Exporter_code/><Exporter_name>Seller One
Street 2</Exporter_name></Exporter><Consignee><Consignee_code>T100</Consignee_code></Consignee></Traders>
<Declarant><Declarant_code>D7</Declarant_code><Reference><Number>R-5</Number></Reference></Declarant>
<Valuation><Gs_Invoice><Currency_code>USD</Currency_code></Gs_Invoice></Valuation>
<Container><Container_identity>MSKU1234565</Container_identity></Container>
<Container><Container_identity>MSKU7654321</Container_identity></Container>
{ITEM.format(code="95030070")}{ITEM.format(code="61091000")}</ASYCUDA>"""


def test_the_document_is_recognised_and_its_mapping_reads_it(tmp_path: Path) -> None:
    raw = read(tmp_path, DOCUMENT)
    (mapping,) = mappings_for(raw.rows.column_names)
    assert mapping.name == "asycuda_world"
    canonical = normalise(raw, mapping, Installation("Europe/Paris", frozenset()))
    first, second = canonical.items.to_pylist()
    assert (first["item_number"], second["item_number"]) == (1, 2)
    assert (first["hs_code"], second["hs_code"]) == ("95030070000", "61091000000")
    assert {
        "declaration_id": "OFF1-2024-C-1207",
        "direction": "import",
        "lodged_on": date(2024, 3, 5),
        "importer": "T100",
        "declarant": "D7",
        "country_of_origin": "VN",
        "net_mass": 12.25,
        "item_value": 1250.5,
        "currency": "USD",
        "duty_rate": 10.0,
        "quantity": 40.0,
        "containers": ["MSKU1234565", "MSKU7654321"],
    }.items() <= first.items()


def test_a_draft_is_known_by_its_declarant_and_reference(tmp_path: Path) -> None:
    draft = DOCUMENT.replace("<Number>1207</Number>", "<Number/>")
    assert rows_of(read(tmp_path, draft))[0]["@declaration_id"] == "D7-R-5"


def test_several_documents_in_one_file_come_in(tmp_path: Path) -> None:
    document = DOCUMENT.partition("?>\n")[2]
    raw = read(tmp_path, f"<Documents>{document}{document.replace('1207', '1208')}</Documents>")
    assert [row["@declaration_id"][-4:] for row in rows_of(raw)] == ["1207", "1207", "1208", "1208"]
