-- Traders of declarations lodged from $since on at the offices `seen`, the latest first; page by page: numbers, and how
-- many there are. A template: `spoken` is what the number `code` must speak of, unless it is among the `named`. With
-- $registered, also enterprises in the charge of these offices that declared nothing. Without $every_office, what
-- belongs to offices that no unit has is left out; `known` are the offices of units.
with declared as (
    select trader(direction, importer, exporter) as code, max(lodged_on) as last_lodged_on
    from declarations
    where lodged_on >= $since
        and code is not null
        and ({spoken})
        and (office in (select code from seen) or ($every_office and office not in (select code from known)))
    group by code
),
registered as (
    select enterprise as code
    from enterprises
    where $registered
        and ({spoken})
        and (
            coalesce(office in (select code from seen), false)
            or ($every_office and coalesce(office not in (select code from known), true))
        )
),
fitting as materialized (
    select code, last_lodged_on from declared
    union all
    select code, null from registered where code not in (select code from declared)
)
select code, (select count(*) from fitting) as total
from fitting
order by last_lodged_on desc nulls last, code
limit $most offset $skipped
