-- Goods items of declarations lodged from $first_day to $last_day, by number of declaration and item, each with the
-- category that customs gives its importer (`categories`), or else the one that it declared.
select declarations.* replace (coalesce(categories.category, declarations.enterprise_category) as enterprise_category)
from declarations
left join categories
    on categories.enterprise = trader(declarations.direction, declarations.importer, declarations.exporter)
    and declarations.lodged_on >= categories.valid_from
    and (categories.valid_to is null or declarations.lodged_on <= categories.valid_to)
where declarations.lodged_on between $first_day and $last_day
order by declarations.declaration_id, declarations.item_number
