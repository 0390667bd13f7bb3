-- The decision on the latest version of one declaration, of a batch that the register vouches for.
select decisions.*
from decisions
join committed on committed.key = decisions.batch
where decisions.declaration_id = $declaration_id
order by decisions.version desc
limit 1
