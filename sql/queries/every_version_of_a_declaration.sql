-- The goods items of every version of one declaration, the latest version first.
select *
from declaration_versions
where declaration_id = $declaration_id
order by version desc, item_number
