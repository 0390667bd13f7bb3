-- Faults of versions that came before their declaration (`faults`: key, batch, unit, function, rows), and how many of
-- these declarations have no first version still (`remaining`). $units: codes of known units; others count for $nation.
with earliest as (
    select declaration_id, batch, function, office
    from declaration_changes
    qualify row_number() over (partition by declaration_id order by version, batch) = 1
),
lacking as (
    select earliest.*, case when list_contains($units, office) then office else $nation end as unit
    from earliest
    semi join faults using (batch)
    where declaration_id not in (select declaration_id from declaration_versions where version = 1)
)
select faults.key, faults.rows, count(lacking.declaration_id) as remaining
from faults
left join lacking using (batch, function, unit)
group by all
order by faults.key
