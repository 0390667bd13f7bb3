-- Declarations lodged on $business_day that no committed screening batch has given a lane, with their category.
select declarations.* replace (coalesce(categories.category, declarations.enterprise_category) as enterprise_category)
from declarations
left join categories
    on categories.enterprise = declarations.importer
    and declarations.lodged_on >= categories.valid_from
    and (categories.valid_to is null or declarations.lodged_on <= categories.valid_to)
where declarations.lodged_on = $business_day
    and not exists (
        select 1
        from decisions
        join committed on committed.key = decisions.batch
        where decisions.business_day = $business_day and decisions.declaration_id = declarations.declaration_id
    )
order by declarations.declaration_id
