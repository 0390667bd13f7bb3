"""Files of other administrations come in as they are: a proposal, at most two corrections, every value right."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tasks.collection.sources.canonical import CONTENTS
from tasks.collection.sources.check import read_file
from tasks.collection.sources.columns import Installation
from tasks.collection.sources.propose import mapping_text, propose
from tasks.collection.sources.reading import read_raw
from tests.tasks.collection.sources.files import workbook
from tests.tasks.collection.sources.test_asycuda_xml import DOCUMENT
from tests.tasks.collection.sources.test_cusdec import interchange, message

CUSTOMS = Installation("Europe/Paris", frozenset({"HAVRE", "ROISSY", "SANTOS", "SHA1"}), date(2024, 6, 1))
Corrections = Mapping[str, str]  # text of the proposal → what it is corrected to; an empty text is added at the end

FRENCH_HEADER = (
    "Numéro de la déclaration;N° article;Date d'acceptation;Code bureau de dédouanement;Sens;Régime douanier;"
    "N° EORI importateur;Expéditeur;Code NC8;Pays d'expédition;Pays d'origine;Masse brute (kg);Poids net en kg;"
    "Quantité;Unité;Prix de l'article;Monnaie de facturation;Taux de droits (%);Conteneurs;Certificats;"
    "Libellé marchandise"
)
FRENCH_ROWS: list[list[Any]] = [
    ["24FR0000000001", 1, date(2024, 4, 3), "FR002300", "IM", "4000", "FR12345678900012", "SÀRL Été & fils",
     "64041100", "Viêt Nam", "Viêt Nam", 1300.75, 1250.5, 500, "paires", 12340.5, "EUR", 16.9, "MSKU9070323",
     "N954", "Chaussures; dessus en cuir"],
    ["24FR0000000001", 2, date(2024, 4, 3), "FR002300", "IM", "4000", "FR12345678900012", "SÀRL Été & fils",
     "03061792", "Viêt Nam", "Équateur", 1300.75, 40.25, 60, "pièces", 1234, "EUR", 12, "MSKU9070323",
     None, "Crevettes"],
    ["24FR0000000002", 1, date(2024, 4, 17), "FR000690", "EX", "1000", "FR98765432100034", "Bolt GmbH",
     "84713000", "France", "Chine", 20, 19.5, 10, "pièces", 7800, "USD", 0, None, None, "Ordinateurs"],
]  # fmt: skip
FRENCH_ITEMS: list[dict[str, Any]] = [
    {
        "declaration_id": "24FR0000000001", "item_number": 1, "lodged_on": date(2024, 4, 3), "office": "HAVRE",
        "direction": "import", "trade_mode": "4000", "importer": "FR12345678900012", "seller": "SÀRL Été & fils",
        "hs_code": "64041100", "country_of_departure": "VN", "country_of_origin": "VN", "gross_mass": 1300.75,
        "net_mass": 1250.5, "quantity": 500.0, "unit": "PR", "item_value": 12340.5, "currency": "EUR",
        "duty_rate": 16.9, "containers": ["MSKU9070323"], "licences": ["N954"],
        "goods_description": "Chaussures; dessus en cuir",
    },
    {
        "declaration_id": "24FR0000000001", "item_number": 2, "lodged_on": date(2024, 4, 3), "office": "HAVRE",
        "direction": "import", "trade_mode": "4000", "importer": "FR12345678900012", "seller": "SÀRL Été & fils",
        "hs_code": "03061792", "country_of_departure": "VN", "country_of_origin": "EC", "gross_mass": 1300.75,
        "net_mass": 40.25, "quantity": 60.0, "unit": "PCE", "item_value": 1234.0, "currency": "EUR",
        "duty_rate": 12.0, "containers": ["MSKU9070323"], "goods_description": "Crevettes",
    },
    {
        "declaration_id": "24FR0000000002", "item_number": 1, "lodged_on": date(2024, 4, 17), "office": "ROISSY",
        "direction": "export", "trade_mode": "1000", "importer": "FR98765432100034", "seller": "Bolt GmbH",
        "hs_code": "84713000", "country_of_departure": "FR", "country_of_origin": "CN", "gross_mass": 20.0,
        "net_mass": 19.5, "quantity": 10.0, "unit": "PCE", "item_value": 7800.0, "currency": "USD",
        "duty_rate": 0.0, "goods_description": "Ordinateurs",
    },
]  # fmt: skip
FRENCH_OFFICES = {"": "offices: {FR002300: HAVRE, FR000690: ROISSY}\n"}

BRAZILIAN = """Nº da Declaração de Importação;Nº Adição;Data do Registro;Unidade de Despacho (URF);CNPJ Importador;\
Nome do Exportador Estrangeiro;Código NCM;País de Procedência;País de Origem;Peso Líquido (kg);Quantidade Estatística;\
Unidade de Medida;Valor da Mercadoria;Moeda Negociada;Alíquota do II (%);Via de Transporte;Descrição da Mercadoria
24/0001234-5;001;15/03/2024;0817800;12.345.678/0001-90;ACME INC;8471.30.12;ESTADOS UNIDOS;CHINA, REPÚBLICA POPULAR;\
1.250,500;100;UN;12.340,50;DÓLAR DOS EUA;16,00;MARÍTIMA;Notebooks
24/0001234-5;002;15/03/2024;0817800;12.345.678/0001-90;ACME INC;0901.21.00;ESTADOS UNIDOS;VIETNÃ;250,5;3.000;\
QUILOGRAMA;1.234,56;DÓLAR DOS EUA;10,00;MARÍTIMA;Café torrado
24/0001235-3;001;05/03/2024;0817800;98.765.432/0001-10;BOLT;3926.90.90;ALEMANHA;ALEMANHA;10,000;3.000;UN;1.200.000,00;\
EURO;18,00;AÉREA;Plásticos
"""
BRAZILIAN_ITEMS: list[dict[str, Any]] = [
    {
        "declaration_id": "24/0001234-5", "item_number": 1, "lodged_on": date(2024, 3, 15), "office": "SANTOS",
        "direction": "import", "importer": "12.345.678/0001-90", "seller": "ACME INC", "hs_code": "84713012",
        "country_of_departure": "US", "country_of_origin": "CN", "net_mass": 1250.5, "quantity": 100.0,
        "unit": "PCE", "item_value": 12340.5, "currency": "USD", "duty_rate": 16.0, "transport_mode": "MARÍTIMA",
        "goods_description": "Notebooks",
    },
    {
        "declaration_id": "24/0001234-5", "item_number": 2, "lodged_on": date(2024, 3, 15), "office": "SANTOS",
        "direction": "import", "importer": "12.345.678/0001-90", "seller": "ACME INC", "hs_code": "09012100",
        "country_of_departure": "US", "country_of_origin": "VN", "net_mass": 250.5, "quantity": 3000.0,
        "unit": "KGM", "item_value": 1234.56, "currency": "USD", "duty_rate": 10.0, "transport_mode": "MARÍTIMA",
        "goods_description": "Café torrado",
    },
    {
        "declaration_id": "24/0001235-3", "item_number": 1, "lodged_on": date(2024, 3, 5), "office": "SANTOS",
        "direction": "import", "importer": "98.765.432/0001-10", "seller": "BOLT", "hs_code": "39269090",
        "country_of_departure": "DE", "country_of_origin": "DE", "net_mass": 10.0, "quantity": 3000.0,
        "unit": "PCE", "item_value": 1200000.0, "currency": "EUR", "duty_rate": 18.0, "transport_mode": "AÉREA",
        "goods_description": "Plásticos",
    },
]  # fmt: skip
BRAZILIAN_OFFICES = {"": 'offices: {"0817800": SANTOS}\n'}

CHINESE_HEADER: list[list[Any]] = [
    ["进口货物报关单"],
    ["报关单号", "申报日期", "申报地海关", "进出口标志", "境内收货人", "境外发货人", "启运国(地区)", "监管方式",
     "毛重(千克)", "件数"],
    ["222520241000000011", date(2024, 3, 5), "浦东机场(2225)", "进口", "3101910001", "ACME", "502", "0110", 1300.5, 12],
    ["222520241000000029", date(2024, 3, 6), "浦东机场(2225)", "进口", "3101910002", "BETA", "越南", "0214", 30, 3],
]  # fmt: skip
CHINESE_ITEMS_SHEET: list[list[Any]] = [
    ["报关单号", "项号", "商品编码", "商品名称", "数量", "单位", "净重(千克)", "总价", "币制", "原产国(地区)"],
    ["222520241000000011", 1, "8471300000", "便携式电脑", 100, "台", 1200.5, 50000, "美元", "中国"],
    ["222520241000000011", 2, "0901210000", "咖啡", 60, "千克", 60, 1234.56, "美元", "越南"],
    ["222520241000000029", 1, "6404110000", "运动鞋", 40, "双", 28.5, 3000, "人民币", "越南"],
]
CHINESE_ITEMS: list[dict[str, Any]] = [
    {
        "declaration_id": "222520241000000011", "item_number": 1, "lodged_on": date(2024, 3, 5), "office": "SHA1",
        "direction": "import", "importer": "3101910001", "seller": "ACME", "country_of_departure": "US",
        "trade_mode": "0110", "gross_mass": 1300.5, "packages": 12.0, "hs_code": "8471300000",
        "goods_description": "便携式电脑", "quantity": 100.0, "unit": "PCE", "net_mass": 1200.5,
        "item_value": 50000.0, "currency": "USD", "country_of_origin": "CN",
    },
    {
        "declaration_id": "222520241000000011", "item_number": 2, "lodged_on": date(2024, 3, 5), "office": "SHA1",
        "direction": "import", "importer": "3101910001", "seller": "ACME", "country_of_departure": "US",
        "trade_mode": "0110", "gross_mass": 1300.5, "packages": 12.0, "hs_code": "0901210000",
        "goods_description": "咖啡", "quantity": 60.0, "unit": "KGM", "net_mass": 60.0, "item_value": 1234.56,
        "currency": "USD", "country_of_origin": "VN",
    },
    {
        "declaration_id": "222520241000000029", "item_number": 1, "lodged_on": date(2024, 3, 6), "office": "SHA1",
        "direction": "import", "importer": "3101910002", "seller": "BETA", "country_of_departure": "VN",
        "trade_mode": "0214", "gross_mass": 30.0, "packages": 3.0, "hs_code": "6404110000",
        "goods_description": "运动鞋", "quantity": 40.0, "unit": "PR", "net_mass": 28.5, "item_value": 3000.0,
        "currency": "CNY", "country_of_origin": "VN",
    },
]  # fmt: skip

SPANISH = """Nº DUA;Partida de orden;Fecha de admisión;Recinto aduanero;Tipo de operación;NIF importador;\
Proveedor extranjero;Código TARIC;País exp.;País origen;Masa neta (t);Unidades suplementarias;Importe factura;Divisa;\
Designación de la mercancía
24ES0001;1;13-02-2024;SHA1;Importación;B1;ACME;8471300000;DEU;Países Bajos;1,5;10;1.234,50;EUR;Ordenadores
24ES0002;1;03-02-2024;SHA1;Exportación;B2;BOLT;6404110000;ESP;JPN;0,25;4;10,25;USD;Zapatos
"""
SPANISH_ITEMS: list[dict[str, Any]] = [
    {
        "declaration_id": "24ES0001", "item_number": 1, "lodged_on": date(2024, 2, 13), "office": "SHA1",
        "direction": "import", "importer": "B1", "seller": "ACME", "hs_code": "8471300000",
        "country_of_departure": "DE", "country_of_origin": "NL", "net_mass": 1500.0, "quantity": 10.0,
        "item_value": 1234.5, "currency": "EUR", "goods_description": "Ordenadores",
    },
    {
        "declaration_id": "24ES0002", "item_number": 1, "lodged_on": date(2024, 2, 3), "office": "SHA1",
        "direction": "export", "importer": "B2", "seller": "BOLT", "hs_code": "6404110000",
        "country_of_departure": "ES", "country_of_origin": "JP", "net_mass": 250.0, "quantity": 4.0,
        "item_value": 10.25, "currency": "USD", "goods_description": "Zapatos",
    },
]  # fmt: skip
KOREAN = """수입신고번호,란번호,수입신고일자,신고세관,납세의무자,해외공급자,품목번호(HS),원산지국가,적출국,순중량(KG),\
수량,수량단위,과세가격(USD),관세율(%),거래품명
12345-24-000001M,1,2024.03.04,SHA1,F1,ACME,8471.30-0000,중국,대만,10.5,1,EA,"1,000.00",8,컴퓨터
12345-24-000001M,2,2024.03.04,SHA1,F1,ACME,6404.11-0000,베트남,대만,3,2,PR,"2,000,000.00",13,신발
"""
KOREAN_ITEMS: list[dict[str, Any]] = [
    {
        "declaration_id": "12345-24-000001M", "item_number": 1, "lodged_on": date(2024, 3, 4), "office": "SHA1",
        "direction": "import", "importer": "F1", "seller": "ACME", "hs_code": "8471300000",
        "country_of_departure": "TW", "country_of_origin": "CN", "net_mass": 10.5, "quantity": 1.0, "unit": "PCE",
        "item_value": 1000.0, "currency": "USD", "duty_rate": 8.0, "goods_description": "컴퓨터",
    },
    {
        "declaration_id": "12345-24-000001M", "item_number": 2, "lodged_on": date(2024, 3, 4), "office": "SHA1",
        "direction": "import", "importer": "F1", "seller": "ACME", "hs_code": "6404110000",
        "country_of_departure": "TW", "country_of_origin": "VN", "net_mass": 3.0, "quantity": 2.0, "unit": "PR",
        "item_value": 2000000.0, "currency": "USD", "duty_rate": 13.0, "goods_description": "신발",
    },
]  # fmt: skip
AMERICAN = """Entry No.\tLine\tEntry Date\tPort of Entry\tImporter of Record\tManufacturer/Supplier\tHTSUS\t\
Country of Export\tOrigin Ctry\tNet Weight (g)\tGross Wt (lbs)\tEntered Value (USD)\tDuty Rate %\tDescription
US1\t1\t02/13/2024\tSHA1\t12-345\tACME\t8471.30.0100\t156\t704\t1,200.5\t1,000\t12,340\t0\tLaptops
US2\t1\t02/03/2024\tSHA1\t12-346\tBOLT\t6404.11.9050\t704\t156\t20\t2,000\t200\t20\tShoes
"""
AMERICAN_ITEMS: list[dict[str, Any]] = [
    {
        "declaration_id": "US1", "item_number": 1, "lodged_on": date(2024, 2, 13), "office": "SHA1",
        "direction": "import", "importer": "12-345", "seller": "ACME", "hs_code": "8471300100",
        "country_of_departure": "CN", "country_of_origin": "VN", "net_mass": 1.2005, "gross_mass": 453.59237,
        "item_value": 12340.0, "currency": "USD", "duty_rate": 0.0, "goods_description": "Laptops",
    },
    {
        "declaration_id": "US2", "item_number": 1, "lodged_on": date(2024, 2, 3), "office": "SHA1",
        "direction": "import", "importer": "12-346", "seller": "BOLT", "hs_code": "6404119050",
        "country_of_departure": "VN", "country_of_origin": "CN", "net_mass": 0.02, "gross_mass": 907.18474,
        "item_value": 200.0, "currency": "USD", "duty_rate": 20.0, "goods_description": "Shoes",
    },
]  # fmt: skip
CUSDEC_ITEMS: list[dict[str, Any]] = [
    {
        "declaration_id": "MRN1", "item_number": 1, "lodged_on": date(2024, 3, 5), "office": "SHA1",
        "function": "lodged", "direction": "import", "process_type": "IM", "importer": "IMP1",
        "seller": "Seller Ltd second line", "country_of_departure": "VN",
        "containers": ["MSKU1234565", "MSKU7654321"], "hs_code": "95030070",
        "trade_mode": "4000", "country_of_origin": "VN", "net_mass": 10.0, "item_value": 1000.5, "currency": "USD",
        "duty_rate": 6.5, "goods_description": "Dolls, 10' tall of plastic",
    },
    {
        "declaration_id": "MRN1", "item_number": 2, "lodged_on": date(2024, 3, 5), "office": "SHA1",
        "function": "lodged", "direction": "import", "process_type": "IM", "importer": "IMP1",
        "seller": "Seller Ltd second line", "country_of_departure": "VN",
        "containers": ["MSKU1234565", "MSKU7654321"], "hs_code": "61091000", "net_mass": 7.0, "item_value": 20.0,
        "currency": "USD",
    },
]  # fmt: skip
SAD_ITEMS: list[dict[str, Any]] = [
    {
        "declaration_id": "OFF1-2024-C-1207", "item_number": number, "lodged_on": date(2024, 3, 5), "office": "SHA1",
        "direction": "import", "process_type": "IM4", "declarant": "D7", "importer": "T100",
        "exporter": "Seller One Street 2", "seller": "Seller One Street 2", "packages": 6.0,
        "containers": ["MSKU1234565", "MSKU7654321"], "trade_mode": "4000", "hs_code": code,
        "country_of_origin": "VN", "duty_rate": 10.0, "net_mass": 12.25, "quantity": 40.0, "unit": "PCE",
        "item_value": 1250.5, "currency": "USD", "goods_description": "Toys of plastic",
    }
    for number, code in ((1, "95030070000"), (2, "61091000000"))
]  # fmt: skip


def french_csv() -> bytes:
    def written(value: Any) -> str:
        if isinstance(value, date):
            return value.strftime("%d/%m/%Y")
        if isinstance(value, float):
            return f"{value:,}".replace(",", " ").replace(".", ",")
        text = "" if value is None else str(value)
        return f'"{text}"' if ";" in text else text

    lines = [FRENCH_HEADER, *(";".join(map(written, row)) for row in FRENCH_ROWS)]
    return "\r\n".join([*lines, ""]).encode("cp1252")


FILES: dict[str, tuple[bytes, Corrections, list[dict[str, Any]]]] = {
    "lodged.csv": (french_csv(), FRENCH_OFFICES, FRENCH_ITEMS),
    "lodged.xlsx": (workbook({"Feuil1": [FRENCH_HEADER.split(";"), *FRENCH_ROWS]}), FRENCH_OFFICES, FRENCH_ITEMS),
    "registradas.csv": (BRAZILIAN.encode("latin-1"), BRAZILIAN_OFFICES, BRAZILIAN_ITEMS),
    "registradas-utf16.csv": (BRAZILIAN.encode("utf-16"), BRAZILIAN_OFFICES, BRAZILIAN_ITEMS),
    "报关单.xlsx": (workbook({"表头": CHINESE_HEADER, "表体": CHINESE_ITEMS_SHEET}), {}, CHINESE_ITEMS),
    "dua.csv": (SPANISH.encode("utf-8"), {}, SPANISH_ITEMS),
    "수입신고.csv": (KOREAN.encode("cp949"), {}, KOREAN_ITEMS),
    "entries.txt": (AMERICAN.encode("utf-8"), {"": "  direction: {constant: import}\n"}, AMERICAN_ITEMS),
    "cusdec.edi": (interchange(message()), {}, CUSDEC_ITEMS),
    "sad.xml": (DOCUMENT.encode(), {"": "offices: {OFF1: SHA1}\n"}, SAD_ITEMS),
}


def written_for(item: Mapping[str, Any]) -> dict[str, Any]:
    """Every canonical column of an item; those that the source does not bring are missing."""
    return {name: item.get(name) for name in CONTENTS["declarations"]}


@pytest.mark.parametrize("name", FILES)
def test_a_proposal_with_at_most_two_corrections_reads_every_value(name: str, tmp_path: Path) -> None:
    content, corrections, expected = FILES[name]
    path, mapping = tmp_path / name, tmp_path / "mapping.yaml"
    path.write_bytes(content)
    text = mapping_text(propose(read_raw(path), path.stem, CUSTOMS))
    assert len(corrections) <= 2
    for wrong, right in corrections.items():
        assert wrong in text
        text = text.replace(wrong, right) if wrong else text + right
    mapping.write_text(text, encoding="utf-8")
    (canonical,) = read_file(path, mapping, CUSTOMS).contents
    assert canonical.refused.to_pylist() == []
    assert canonical.items.to_pylist() == [written_for(item) for item in expected]
    assert {fault["reason"] for fault in canonical.faults.to_pylist()} <= {"is missing"}
