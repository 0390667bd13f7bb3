-- Enterprises whose day of registration is known and not after $as_of.
select enterprise, registered_on
from enterprises
where registered_on <= $as_of
order by all
