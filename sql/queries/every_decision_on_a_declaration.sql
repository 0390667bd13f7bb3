-- Every decision on one declaration, the latest first, also of batches that the register does not vouch for.
select *
from decisions
where declaration_id = $declaration_id
order by version desc, business_day desc
