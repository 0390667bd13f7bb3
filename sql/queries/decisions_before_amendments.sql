-- Of declarations with later versions the latest decision by the end of $as_of, of batches that the register vouches for.
select decisions.*
from decisions
join committed on committed.key = decisions.batch
semi join declaration_changes using (declaration_id)
where decisions.business_day <= $as_of
qualify row_number() over (
    partition by decisions.declaration_id order by decisions.version desc, decisions.business_day desc
) = 1
order by decisions.declaration_id
