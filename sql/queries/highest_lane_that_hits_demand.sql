-- The lane of each declaration that `arriving` holds: the highest that a hit demands, else low; with the codes hit.
select
    arriving.declaration_id,
    case when bool_or(hits.lane = 'high') then 'high' when bool_or(hits.lane = 'medium') then 'medium' else 'low' end as lane,
    coalesce(string_agg(hits.parameter, ';' order by hits.parameter), '') as parameters
from arriving
left join hits using (declaration_id)
group by arriving.declaration_id
order by arriving.declaration_id
