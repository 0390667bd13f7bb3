-- HS headings (first four digits) that declarations name.
select distinct left(hs_code, 4) as heading
from declarations
where regexp_matches(hs_code, '^[0-9]{4}')
order by heading
