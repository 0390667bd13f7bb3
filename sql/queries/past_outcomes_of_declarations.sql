-- Outcomes of past inspections of the declarations `asked`, known at the end of $as_of.
select declaration_id, inspected_on, violation, kind, recovered_duty, officer_hours
from outcomes
where inspected_on <= $as_of and declaration_id in (select declaration_id from asked)
order by inspected_on desc, declaration_id
