-- Numbers of the `arriving` declarations that were collected before, in any version.
select distinct declaration_id
from declaration_versions
where declaration_id in (select declaration_id from arriving)
