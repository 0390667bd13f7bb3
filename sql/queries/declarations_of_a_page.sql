-- The declarations with the numbers $page, the latest first.
select
    declaration_id,
    any_value(lodged_on) as lodged_on,
    any_value(office) as office,
    any_value(direction) as direction,
    any_value(importer) as importer,
    count(*) as items,
    min(hs_code) as first_hs_code,
    any_value(goods_description) as goods_description,
    sum(value) as value
from declarations
where declaration_id in ({page})
group by declaration_id
order by lodged_on desc, declaration_id desc
