-- What the `wanted` declarations put at stake: their duty, or their value where they are free of duty.
select declarations.declaration_id, declarations.lodged_on, declarations.office, declarations.importer,
    declarations.hs_code, declarations.country_of_origin, declarations.item_value, declarations.duty_rate,
    case
        when coalesce(declarations.duty_rate, 0) > 0 then declarations.item_value * declarations.duty_rate / 100
        else declarations.item_value
    end as at_stake
from declarations
join wanted using (declaration_id)
where declarations.lodged_on <= $as_of
order by declarations.declaration_id
