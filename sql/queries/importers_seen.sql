-- Importers of declarations lodged by the end of $as_of, with the category that their first declaration gave.
select
    importer as code,
    min(lodged_on) as first_seen_on,
    max(lodged_on) as last_seen_on,
    arg_min(enterprise_category, lodged_on || declaration_id) as declared_category
from declarations
where lodged_on <= $as_of and importer is not null
group by importer
order by importer
