"""A mapping proposed from a file needs hardly a correction."""

from pathlib import Path

import pytest

from tasks.collection.sources.mapping import read_mapping
from tasks.collection.sources.normalise import normalise
from tasks.collection.sources.propose import Proposal, container_number, mapping_text, propose
from tests.tasks.collection.sources.rows import SHANGHAI, raw_rows

FRENCH = {
    "N° déclaration": ["21FR0001", "21FR0002", "21FR0003"],
    "Date de déclaration": ["03/03/2021", "13/03/2021", "04/03/2021"],
    "Bureau de douane": ["SHA1", "SHA1", "SZN1"],
    "Sens": ["Import", "Import", "Export"],
    "SIRET importateur": ["FR77", "FR78", "FR79"],
    "Fournisseur": ["ACME", "BOLT", "ACME"],
    "Nomenclature": ["6404.11.00", "8471.30.00", "0306.17.92"],
    "Pays de provenance": ["Viêt Nam", "Chine", "Équateur"],
    "Pays d'origine": ["Viêt Nam", "Chine", "Équateur"],
    "Taux de droit": ["8,5", "0", "12"],
    "Masse nette (kg)": ["1.250,5", "900", "2.000"],
    "Valeur facture": ["12.340,50", "2.345", "7.800,00"],
    "Devise": ["EUR", "USD", "EUR"],
    "Désignation des marchandises": ["chaussures", "ordinateurs portables", "crevettes"],
}
BRAZILIAN = {
    "Número DI": ["21/0001234-5", "21/0001235-5"],
    "Data de Registro": ["15/03/2021", "05/03/2021"],
    "URF": ["SHA1", "SHA1"],
    "CNPJ do Importador": ["12.345.678/0001-90", "12.345.678/0001-91"],
    "Exportador Estrangeiro": ["ACME INC", "BOLT"],
    "NCM": ["8471.30.12", "6404.11.00"],
    "País de Procedência": ["ESTADOS UNIDOS", "ALEMANHA"],
    "País de Origem": ["CHINA", "VIETNÃ"],
    "Alíquota II": ["16,0", "35,0"],
    "Peso Líquido (kg)": ["1.250,500", "250,5"],
    "Valor FOB (USD)": ["12.340,50", "1.340,50"],
}
SPANISH = {
    "Número de pedimento": ["P1", "P2"],
    "Fecha": ["2021-03-04", "2021-03-05"],
    "Aduana": ["SHA1", "SHA1"],
    "RFC importador": ["R1", "R2"],
    "Fracción arancelaria": ["84713001", "64041100"],
    "País de procedencia": ["Alemania", "Japón"],
    "País de origen": ["Alemania", "Japón"],
    "Peso neto lb": ["10", "20"],
    "Valor en aduana": ["1,234.50", "10.25"],
    "Moneda": ["MXN", "USD"],
}
KOREAN = {
    "신고번호": ["K1", "K2"],
    "신고일자": ["20210304", "20210305"],
    "세관": ["SHA1", "SHA1"],
    "수입자": ["F1", "F2"],
    "세번부호": ["8471300000", "6404110000"],
    "원산지": ["중국", "베트남"],
    "적출국": ["중국", "베트남"],
    "순중량": ["10.5", "3"],
    "과세가격": ["1,000", "2,000,000"],
}


def _proposed(columns: dict[str, list[str]]) -> Proposal:
    return propose(raw_rows(columns), "proposal", SHANGHAI)


def test_a_french_file_needs_no_correction() -> None:
    proposal = _proposed(FRENCH)
    items = normalise(raw_rows(FRENCH), proposal.mapping, SHANGHAI).items
    assert items.column("net_mass").to_pylist() == [1250.5, 900.0, 2000.0]
    assert items.column("item_value").to_pylist() == [12340.5, 2345.0, 7800.0]
    assert items.column("lodged_on").to_pylist()[1].isoformat() == "2021-03-13"
    assert items.column("country_of_origin").to_pylist() == ["VN", "CN", "EC"]
    assert items.column("direction").to_pylist() == ["import", "import", "export"]
    assert items.column("hs_code").to_pylist() == ["64041100", "84713000", "03061792"]
    assert {"importer", "seller", "goods_description", "currency", "duty_rate"} <= set(proposal.mapping.columns)


def test_a_brazilian_file_has_its_currency_in_a_header() -> None:
    proposal = _proposed(BRAZILIAN)
    row = normalise(raw_rows(BRAZILIAN), proposal.mapping, SHANGHAI).items.to_pylist()[0]
    assert (row["currency"], row["item_value"], row["country_of_departure"]) == ("USD", 12340.5, "US")
    assert (row["importer"], row["seller"], row["hs_code"]) == ("12.345.678/0001-90", "ACME INC", "84713012")


def test_a_spanish_file_with_pounds() -> None:
    proposal = _proposed(SPANISH)
    row = normalise(raw_rows(SPANISH), proposal.mapping, SHANGHAI).items.to_pylist()[0]
    assert row["net_mass"] == pytest.approx(4.5359237)
    assert (row["country_of_origin"], row["item_value"], row["declaration_id"]) == ("DE", 1234.5, "P1")


def test_a_column_that_names_the_unit_of_masses_is_found() -> None:
    columns = SPANISH | {"Peso neto": ["10", "2"], "Unidad de peso": ["LB", "T"]}
    del columns["Peso neto lb"]
    proposal = _proposed(columns)
    masses = normalise(raw_rows(columns), proposal.mapping, SHANGHAI).items.column("net_mass").to_pylist()
    assert masses == [pytest.approx(4.5359237), 2000.0]
    assert "{mass_unit_source: [Unidad de peso], source: [Peso neto]}" in mapping_text(proposal)


def test_a_korean_file() -> None:
    row = normalise(raw_rows(KOREAN), _proposed(KOREAN).mapping, SHANGHAI).items.to_pylist()[0]
    assert (row["declaration_id"], row["importer"], row["country_of_origin"]) == ("K1", "F1", "CN")
    assert (row["hs_code"], row["item_value"]) == ("8471300000", 1000.0)


def test_columns_without_a_telling_name_are_known_by_what_they_hold() -> None:
    columns = {"ref": ["A1", "A2"], "x1": ["8471.30", "6404.11"], "x2": ["MSKU9070323", "CSQU3054383"]}
    found = {choice.column: choice for choice in _proposed(columns).choices}
    assert found["hs_code"].header == "x1"
    assert found["containers"].header == "x2"
    assert "check it" in found["hs_code"].why


def test_the_written_proposal_is_a_mapping_that_reads_the_file(tmp_path: Path) -> None:
    proposal = _proposed(FRENCH)
    path = tmp_path / "french.yaml"
    path.write_text(mapping_text(proposal), encoding="utf-8")
    assert read_mapping(path) == proposal.mapping
    assert "# 100 %: name and content" in path.read_text(encoding="utf-8")


def test_what_could_not_be_found_out_is_said() -> None:
    columns = {"Declaration No": ["1", "2"], "Date": ["03/04/2021", "05/04/2021"], "Office": ["Q1", "Q2"]}
    remarks = " ".join(_proposed(columns).remarks)
    assert "day or month first" in remarks
    assert "office codes are not known (Q1, Q2" in remarks
    assert "nothing was found for: " in remarks


def test_a_file_of_a_known_format_gets_that_format() -> None:
    proposal = propose(raw_rows({"declaration_id": ["1"], "hs_code": ["847130"]}), "x", SHANGHAI)
    assert proposal.known
    assert proposal.mapping.name == "canonical_declarations"


def test_an_empty_column_stops_no_proposal() -> None:
    raw = raw_rows({"Declaration No": ["1", "2"], "Currency": [None, None], "HS": ["847130", "640411"]})
    assert {"declaration_id", "hs_code"} <= set(propose(raw, "x", SHANGHAI).mapping.columns)


@pytest.mark.parametrize(("number", "right"), [("CSQU3054383", True), ("CSQU3054384", False), ("MSKU9070323", True)])
def test_the_check_digit_of_a_container(number: str, right: bool) -> None:
    assert container_number(number) is right
