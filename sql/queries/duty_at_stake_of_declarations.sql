-- What is at stake in the `involved` declarations: the duty of their items; the value of an item where its rate is zero.
select
    involved.declaration_id,
    sum(
        case when declarations.duty_rate > 0 then declarations.value * declarations.duty_rate / 100
            else declarations.value end
    ) as amount
from involved
join declarations using (declaration_id)
group by involved.declaration_id
order by involved.declaration_id
