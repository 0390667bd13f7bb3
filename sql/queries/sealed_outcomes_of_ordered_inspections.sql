-- What the inspections that were `ordered` find, and of no other declaration: the gravest outcome of its items, with the
-- number of the first such item where outcomes name items; duty and hours of all items together.
with found as (
    select
        sealed_outcomes.*,
        case sealed_outcomes.violation when 'critical' then 2 when 'violation' then 1 else 0 end as gravity
    from sealed_outcomes
    semi join ordered using (declaration_id)
)
select
    declaration_id,
    first(violation order by gravity desc, item_number) as violation,
    first(kind order by gravity desc, item_number) as kind,
    case when max(gravity) > 0 then first(item_number order by gravity desc, item_number) end as item_number,
    sum(recovered_duty) as recovered_duty,
    sum(officer_hours) as officer_hours
from found
group by declaration_id
order by declaration_id
