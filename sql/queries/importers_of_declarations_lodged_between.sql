-- Traders of the declarations lodged from $first_day to $last_day: importers, and exporters of exports.
select distinct trader(direction, importer, exporter) as importer
from declarations
where lodged_on between $first_day and $last_day and trader(direction, importer, exporter) is not null
order by importer
