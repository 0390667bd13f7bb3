-- The lane of each declaration that `arriving` holds: the highest that a hit demands, else low; with the codes hit, and
-- the numbers of the items hit where it has several.
with demanded as (
    select
        declaration_id,
        case when bool_or(lane = 'high') then 'high' else 'medium' end as lane,
        string_agg(parameter, ';' order by parameter) as parameters,
        string_agg(items, ';') filter (items <> '') as items
    from hits
    group by declaration_id
)
select
    arriving.declaration_id,
    coalesce(demanded.lane, 'low') as lane,
    coalesce(demanded.parameters, '') as parameters,
    case
        when demanded.items is null then ''
        when not contains(demanded.items, ';') then demanded.items
        else array_to_string(list_sort(list_distinct(string_split(demanded.items, ';')::bigint[])), ';')
    end as items
from (select distinct declaration_id from arriving) as arriving
left join demanded using (declaration_id)
order by arriving.declaration_id
