-- What officers did from $since to the end of $as_of.
select action_id, declaration_id, office, officer, action, happened_at, reason
from officer_actions
where happened_at >= $since and happened_at < $as_of::date + interval 1 day
order by action_id
