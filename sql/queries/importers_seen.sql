-- Traders of declarations lodged by the end of $as_of (importers, and exporters of exports), with the category that their
-- first declaration gave.
select
    trader(direction, importer, exporter) as code,
    min(lodged_on) as first_seen_on,
    max(lodged_on) as last_seen_on,
    arg_min(enterprise_category, lodged_on || declaration_id) as declared_category
from declarations
where lodged_on <= $as_of and trader(direction, importer, exporter) is not null
group by code
order by code
