-- Traders of declarations lodged from $since on at the offices `seen`, whose number, name or address speaks of all $words,
-- the latest first; page by page. With $registered, also enterprises in the charge of these offices that declared nothing.
-- Without $every_office, what belongs to offices that no unit has is left out; `known` are the offices of units.
with declared as (
    select
        trader(direction, importer, exporter) as code,
        count(distinct declaration_id) as declarations,
        sum(value) as value,
        max(lodged_on) as last_lodged_on
    from declarations
    where lodged_on >= $since
        and trader(direction, importer, exporter) is not null
        and (office in (select code from seen) or ($every_office and office not in (select code from known)))
    group by code
),
registered as (
    select
        enterprise as code,
        name,
        address,
        coalesce(office in (select code from seen), false)
        or ($every_office and coalesce(office not in (select code from known), true)) as in_charge
    from enterprises
),
fitting as (
    select
        coalesce(declared.code, registered.code) as code,
        name,
        coalesce(declarations, 0) as declarations,
        value,
        last_lodged_on
    from declared
    full join registered on registered.code = declared.code
    where (declared.code is not null or ($registered and in_charge))
        and len(list_filter($words, lambda word: contains(
            lower(concat_ws(' ', coalesce(declared.code, registered.code), name, address)), word))) = len($words)
)
select *, count(*) over () as total
from fitting
order by last_lodged_on desc nulls last, code
limit $most offset $skipped
