-- Amendments and cancellations that customs received from $since to the end of $as_of.
select declaration_id, version, function, received_at, office
from declaration_changes
where received_at >= $since and received_at < $as_of::date + interval 1 day
order by declaration_id, version
