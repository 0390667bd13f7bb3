-- The enterprises with the numbers $page: their names, and what they declared from $since on at the offices `seen`.
with declared as (
    select
        trader(direction, importer, exporter) as code,
        count(distinct declaration_id) as declarations,
        sum(value) as value,
        max(lodged_on) as last_lodged_on
    from declarations
    where lodged_on >= $since
        and (importer in ({page}) or exporter in ({page}))
        and (office in (select code from seen) or ($every_office and office not in (select code from known)))
    group by code
)
select asked.code, name, coalesce(declarations, 0) as declarations, value, last_lodged_on
from asked
left join declared using (code)
left join enterprises on enterprise = asked.code
order by last_lodged_on desc nulls last, asked.code
