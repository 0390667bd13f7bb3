-- What is at stake in the `involved` declarations: their duty; their value where the rate is zero.
select
    involved.declaration_id,
    case when declarations.duty_rate > 0 then declarations.item_value * declarations.duty_rate / 100
        else declarations.item_value end as amount,
    declarations.hs_code,
    declarations.country_of_origin,
    declarations.item_value,
    declarations.lodged_on
from involved
join declarations using (declaration_id)
order by involved.declaration_id
