-- Which of the `arriving` outcomes lie under seal already; what they say is not looked at.
select distinct arriving.declaration_id
from arriving
join sealed_outcomes using (declaration_id)
