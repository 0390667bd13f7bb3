-- Licences that are valid from $as_of or earlier on, with their holders.
select holder, hs_code, valid_from, valid_to
from licences
where holder is not null and hs_code is not null and coalesce(valid_from <= $as_of, true)
order by all
