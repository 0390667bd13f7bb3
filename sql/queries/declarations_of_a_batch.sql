-- Of the declarations that `arrived`, those that the screening batch $batch gave lanes.
select arrived.*
from arrived
join decisions using (declaration_id)
where decisions.batch = $batch
order by arrived.declaration_id
