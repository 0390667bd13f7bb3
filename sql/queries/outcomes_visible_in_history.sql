-- Outcomes of past inspections that were known at the end of $as_of.
select declaration_id, item_number, inspected_on, violation, kind, recovered_duty, officer_hours
from outcomes
where inspected_on <= $as_of
order by declaration_id
