-- Declarations lodged from $since to $as_of with their lane and the median unit value of the same goods and origin
-- over the year to $as_of.
with reference as (
    select hs_code, country_of_origin, median(item_value / net_mass) as reference_value, count(*) as peers
    from declarations
    where lodged_on > $as_of::date - interval 365 day and lodged_on <= $as_of and net_mass > 0 and item_value > 0
    group by hs_code, country_of_origin
)
select
    declarations.declaration_id, declarations.office, declarations.importer, declarations.lodged_on,
    declarations.declarant, declarations.hs_code, declarations.country_of_origin, declarations.origin_mark,
    declarations.duty_type, declarations.duty_rate,
    declarations.net_mass, declarations.item_value,
    declarations.item_value / nullif(declarations.net_mass, 0) as unit_value,
    reference.reference_value, reference.peers, decided.lane
from declarations
left join reference using (hs_code, country_of_origin)
left join decided using (declaration_id)
where declarations.lodged_on between $since and $as_of
order by declarations.declaration_id
