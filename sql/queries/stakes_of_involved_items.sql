-- Goods items of the `involved` declarations with what is at stake in each: its duty; its value where the rate is zero.
select
    declarations.declaration_id,
    declarations.item_number,
    declarations.hs_code,
    declarations.country_of_origin,
    declarations.value,
    case when declarations.duty_rate > 0 then declarations.value * declarations.duty_rate / 100
        else declarations.value end as at_stake
from involved
join declarations using (declaration_id)
order by declarations.declaration_id, declarations.item_number
