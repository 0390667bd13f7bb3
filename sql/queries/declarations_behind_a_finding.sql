-- The `claimed` declarations of a finding, as they were lodged, in the order they are numbered.
select declarations.*
from declarations
join claimed using (declaration_id)
order by declarations.declaration_id
