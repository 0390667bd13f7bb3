-- What inspections found with each trader (importers, and exporters of exports) from $since to $as_of: inspected declarations, with an outcome of the whole
-- declaration or of its items (`known`).
with inspected as (
    select
        declaration_id,
        bool_or(violation <> 'none') as violates,
        bool_or(violation = 'critical') as critical
    from known
    where inspected_on between $since and $as_of
    group by declaration_id
),
lodged as (
    select distinct declaration_id, trader(direction, importer, exporter) as importer
    from declarations
    where declaration_id in (select declaration_id from inspected)
)
select
    lodged.importer as enterprise,
    count(*) as inspected,
    count(*) filter (inspected.violates) as violations,
    count(*) filter (inspected.critical) as critical
from inspected
join lodged using (declaration_id)
group by lodged.importer
order by lodged.importer
