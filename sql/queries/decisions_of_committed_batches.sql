-- Decisions up to $as_of; a file that its batch does not vouch for in the register is no decision.
select decisions.*
from decisions
join committed on committed.key = decisions.batch
where decisions.business_day <= $as_of
order by decisions.business_day, decisions.declaration_id
