-- Goods items of declarations lodged from $first_day to $last_day, by number of declaration and item, with what
-- detectors compare: each with the category that customs gives its importer (`categories`), or else the declared one.
select
    declaration_id, item_number, lodged_on, office, direction, transport_mode, trade_mode, declarant, importer, exporter, seller, hs_code,
    country_of_departure, country_of_destination, country_of_origin, duty_rate, duty_type, net_mass,
    value, goods_description,
    coalesce(categories.category, declarations.enterprise_category) as enterprise_category,
    coalesce(len(licences), 0) > 0 as licensed
from declarations
left join categories
    on categories.enterprise = trader(declarations.direction, declarations.importer, declarations.exporter)
    and declarations.lodged_on >= categories.valid_from
    and (categories.valid_to is null or declarations.lodged_on <= categories.valid_to)
where lodged_on between $first_day and $last_day
order by declaration_id, item_number
