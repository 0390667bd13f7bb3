-- When and where the declarations of `arriving` outcomes were lodged.
select arriving.declaration_id, declarations.lodged_on, declarations.office
from arriving
join declarations using (declaration_id)
