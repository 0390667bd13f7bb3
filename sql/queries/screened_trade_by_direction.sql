-- Declarations that were `decided` and their goods items, by direction and lane; each as of the version decided on.
select
    coalesce(declaration_versions.direction, 'import') as direction,
    decided.lane,
    count(distinct declaration_versions.declaration_id) as declarations,
    count(*) as items
from declaration_versions
join decided using (declaration_id, version)
where declaration_versions.lodged_on between $first_day and $last_day
group by all
order by all
