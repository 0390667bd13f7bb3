-- Declarations lodged from $first_day to $last_day as they stood at the end of their day of lodgement, one row per goods
-- item, each with the category that customs gives its importer (`categories`), or else the one that it declared.
-- What was amended or cancelled later, perhaps because of an inspection, teaches a rating nothing.
with changed as (
    select declaration_id, max(version) as latest, arg_max(function, version) as last_function
    from declaration_changes
    where received_at < lodged_on + interval 1 day
    group by declaration_id
)
select versions.* replace (coalesce(categories.category, versions.enterprise_category) as enterprise_category)
from declaration_versions as versions
left join changed on changed.declaration_id = versions.declaration_id
left join categories
    on categories.enterprise = trader(versions.direction, versions.importer, versions.exporter)
    and versions.lodged_on >= categories.valid_from
    and (categories.valid_to is null or versions.lodged_on <= categories.valid_to)
where versions.lodged_on between $first_day and $last_day
    and versions.version = coalesce(changed.latest, 1)
    and coalesce(changed.last_function, versions.function) <> 'cancelled'
order by versions.declaration_id, versions.item_number
