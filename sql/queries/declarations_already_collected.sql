-- Which of the `arriving` declarations an earlier batch brought already.
select distinct arriving.declaration_id
from arriving
join declarations using (declaration_id)
