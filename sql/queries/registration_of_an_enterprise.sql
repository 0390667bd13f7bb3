-- What the administration registers of $enterprise.
select enterprise, name, address, office, registered_on
from enterprises
where enterprise = $enterprise
