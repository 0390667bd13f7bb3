-- Numbers of the goods items of one declaration.
select item_number
from declarations
where declaration_id = $declaration_id
order by item_number
