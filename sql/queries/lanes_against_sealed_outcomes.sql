-- What the declarations that were given lanes would show if every one of them were inspected.
select decided.declaration_id, decided.lane, bool_or(sealed_outcomes.violation <> 'none') as violates
from decided
join sealed_outcomes using (declaration_id)
group by decided.declaration_id, decided.lane
