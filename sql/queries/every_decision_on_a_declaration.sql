-- Every decision on one declaration, the latest first, of batches that the register vouches for.
select decisions.*
from decisions
join committed on committed.key = decisions.batch
where decisions.declaration_id = $declaration_id
order by decisions.version desc, decisions.business_day desc
