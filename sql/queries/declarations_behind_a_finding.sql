-- The goods items behind a finding, in the order they are numbered. Of a `claimed` declaration with several items these
-- are those that `items` names, joined by ;.
select declarations.*
from declarations
join claimed using (declaration_id)
where claimed.items = '' or list_contains(string_split(claimed.items, ';'), declarations.item_number::varchar)
order by declarations.declaration_id, declarations.item_number
