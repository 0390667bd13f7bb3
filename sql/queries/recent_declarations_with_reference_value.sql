-- Goods items of declarations lodged from $since to $as_of with the lane of their declaration, and the median unit value
-- of the same goods, origin and direction over the year to $as_of; `peers` counts the declarations behind it.
with year as (
    select
        declaration_id, item_number, hs_code, country_of_origin, coalesce(direction, 'import') as direction,
        value / net_mass as unit_value
    from declarations
    where lodged_on > $as_of::date - interval 365 day and lodged_on <= $as_of and net_mass > 0 and value > 0
),
repeated as (
    select hs_code, country_of_origin, direction, sum(times - 1) as times
    from (
        select declaration_id, hs_code, country_of_origin, direction, count(*) as times
        from year
        where declaration_id in (select declaration_id from year where item_number > 1)
        group by all
        having count(*) > 1
    )
    group by all
),
reference as (
    select hs_code, country_of_origin, direction, median(unit_value) as reference_value, count(*) as prices
    from year
    group by all
),
recent as (
    select *, count(*) over (partition by declaration_id) as item_count
    from declarations
    where lodged_on between $since and $as_of
)
select
    recent.declaration_id, recent.item_number, recent.item_count, recent.office, recent.importer, recent.lodged_on,
    recent.declarant, recent.hs_code, recent.country_of_origin, recent.origin_mark, recent.duty_type, recent.duty_rate,
    recent.net_mass, recent.value,
    recent.value / nullif(recent.net_mass, 0) as unit_value,
    reference.reference_value, reference.prices - coalesce(repeated.times, 0) as peers, decided.lane
from recent
left join reference
    on reference.hs_code = recent.hs_code
    and reference.country_of_origin = recent.country_of_origin
    and reference.direction = coalesce(recent.direction, 'import')
left join repeated
    on repeated.hs_code = recent.hs_code
    and repeated.country_of_origin = recent.country_of_origin
    and repeated.direction = coalesce(recent.direction, 'import')
left join decided on decided.declaration_id = recent.declaration_id
order by recent.declaration_id, recent.item_number
