-- Declarations lodged from $since on at the offices `seen`, the latest first, whose items speak of all $words; page by page.
-- Without $every_office, those of offices that no unit has are left out; `known` are the offices of units.
with fitting as (
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
    where lodged_on >= $since
        and (office in (select code from seen) or ($every_office and office not in (select code from known)))
        and len(list_filter($words, lambda word: contains(
            lower(concat_ws(' ', declaration_id, importer, seller, declarant, hs_code, goods_description, office,
                country_of_origin)), word))) = len($words)
    group by declaration_id
)
select *, count(*) over () as total
from fitting
order by lodged_on desc, declaration_id desc
limit $most offset $skipped
