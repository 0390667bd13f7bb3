-- Which of the `arriving` outcomes, by row_number, lie under seal already; what they say is not looked at.
select distinct arriving.row_number
from arriving
join sealed_outcomes
    on arriving.declaration_id = sealed_outcomes.declaration_id
    and arriving.item_number is not distinct from sealed_outcomes.item_number
