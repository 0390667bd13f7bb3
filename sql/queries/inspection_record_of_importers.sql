-- What inspections found with each importer from $since to $as_of.
select
    declarations.importer as enterprise,
    count(*) as inspected,
    count(*) filter (known.violation <> 'none') as violations,
    count(*) filter (known.violation = 'critical') as critical
from known
join declarations using (declaration_id)
where known.inspected_on between $since and $as_of
group by declarations.importer
order by declarations.importer
