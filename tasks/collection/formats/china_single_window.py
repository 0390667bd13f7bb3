"""Declarations with the headers of the Chinese declaration form (报关单)."""

from sql.contents import CONTENTS
from tasks.collection.formats import Part, SourceFormat

_COLUMNS = {
    "declaration_id": "海关编号",
    "lodged_on": "申报日期",
    "office": "申报地海关",
    "direction": "进出口标志",
    "importer": "境内收货人",
    "seller": "境外发货人",
    "declarant": "申报单位",
    "transport_mode": "运输方式",
    "trade_mode": "监管方式",
    "duty_type": "征免性质",
    "licences": "许可证号",
    "manual_number": "备案号",
    "country_of_departure": "启运国(地区)",
    "country_of_origin": "原产国(地区)",
    "route": "经停港",
    "net_mass": "净重",
    "containers": "集装箱号",
    "hs_code": "商品编号",
    "goods_description": "商品名称及规格型号",
    "quantity": "数量",
    "unit": "单位",
    "item_value": "总价",
    "currency": "币制",
    "duty_rate": "税率",
}

FORMATS = (
    SourceFormat(
        "china_single_window",
        (Part("declarations", _COLUMNS, frozenset(CONTENTS["declarations"].headers)),),
    ),
)
