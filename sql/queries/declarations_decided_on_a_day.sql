-- Declarations, with their office, that batches which the register vouches for gave their lane on $business_day.
select decisions.declaration_id, arg_max(decisions.office, decisions.version) as office
from decisions
join committed on committed.key = decisions.batch
where decisions.business_day = $business_day
group by decisions.declaration_id
