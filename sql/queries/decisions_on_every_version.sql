-- Every decision from $first_day to $last_day, those on earlier versions of a declaration included, of batches that the
-- register vouches for.
select decisions.declaration_id, decisions.version, decisions.lane, decisions.selected_by
from decisions
join committed on committed.key = decisions.batch
where decisions.business_day between $first_day and $last_day
order by decisions.business_day, decisions.declaration_id, decisions.version
