-- Declarations of the trader $enterprise at the offices `seen`, the latest first; with $every_office also those of offices
-- that no unit has (`known` are the offices of units).
select
    declaration_id,
    any_value(lodged_on) as lodged_on,
    any_value(office) as office,
    any_value(direction) as direction,
    any_value(declarant) as declarant,
    min(hs_code) as first_hs_code,
    any_value(goods_description) as goods_description,
    count(*) as items,
    sum(value) as value
from declarations
where (importer = $enterprise or exporter = $enterprise)
    and trader(direction, importer, exporter) = $enterprise
    and (office in (select code from seen) or ($every_office and office not in (select code from known)))
group by declaration_id
order by lodged_on desc, declaration_id desc
