-- Declarations of $business_day that batches which the register vouches for gave their lane.
select decisions.declaration_id
from decisions
join committed on committed.key = decisions.batch
where decisions.business_day = $business_day
