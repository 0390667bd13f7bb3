-- Declarations that were cancelled by the end of $as_of: whose latest version by then is a cancellation.
select declaration_id, max(received_at)::date as cancelled_on
from declaration_changes
where received_at < $as_of::date + interval 1 day
group by declaration_id
having arg_max(function, version) = 'cancelled'
order by declaration_id
