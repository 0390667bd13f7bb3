-- Goods items, with the category of the trader, of the declarations that wait for a lane on $business_day: lodged that
-- day without a decision of a committed screening batch; or decided on in an earlier version (`before`: declaration_id,
-- version, released_on) and amended that day, before their release.
with waiting as (
    select declarations.*
    from declarations
    where declarations.lodged_on = $business_day
        and not exists (
            select 1
            from decisions
            join committed on committed.key = decisions.batch
            where decisions.business_day = $business_day and decisions.declaration_id = declarations.declaration_id
        )
        and declarations.declaration_id not in (select declaration_id from before)
    union all
    select declarations.*
    from declarations
    join before using (declaration_id)
    where declarations.version > before.version
        and greatest(declarations.lodged_on, declarations.received_at::date) = $business_day
        and (before.released_on is null or before.released_on > $business_day)
)
select waiting.* replace (coalesce(categories.category, waiting.enterprise_category) as enterprise_category)
from waiting
left join categories
    on categories.enterprise = trader(waiting.direction, waiting.importer, waiting.exporter)
    and waiting.lodged_on >= categories.valid_from
    and (categories.valid_to is null or waiting.lodged_on <= categories.valid_to)
order by waiting.declaration_id, waiting.item_number
