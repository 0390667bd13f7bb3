-- What the inspections that were `ordered` find, and of no other declaration.
select sealed_outcomes.declaration_id, sealed_outcomes.violation, sealed_outcomes.kind,
    sealed_outcomes.recovered_duty, sealed_outcomes.officer_hours
from ordered
join sealed_outcomes using (declaration_id)
order by sealed_outcomes.declaration_id
