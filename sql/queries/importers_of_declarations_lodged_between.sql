-- Importers of the declarations lodged from $first_day to $last_day.
select distinct importer
from declarations
where lodged_on between $first_day and $last_day and importer is not null
order by importer
