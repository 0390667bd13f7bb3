-- The lane of each declaration that `arriving` holds: the highest that a hit demands, else low; with the codes hit.
with told as (
    select
        declaration_id,
        case when bool_or(lane = 'high') then 'high' else 'medium' end as lane,
        string_agg(parameter, ';' order by parameter) as parameters
    from hits
    group by declaration_id
)
select
    arriving.declaration_id,
    coalesce(told.lane, 'low') as lane,
    coalesce(told.parameters, '') as parameters
from (select distinct declaration_id from arriving) as arriving
left join told using (declaration_id)
order by arriving.declaration_id
