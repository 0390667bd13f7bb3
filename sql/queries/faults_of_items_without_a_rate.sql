-- Of `faults` (key, batch, unit, reason, rows) of items whose currency has no exchange rate: how many items have none still.
-- A reason is the currency and $reason; an office that is none of $units counts for $nation.
with lacking as (
    select
        batch,
        case when list_contains($units, office) then office else $nation end as unit,
        currency || $reason as reason,
        count(*) as items
    from declaration_versions
    semi join faults using (batch)
    where value is null and item_value is not null
    group by all
)
select faults.key, faults.rows, least(faults.rows, coalesce(lacking.items, 0)) as remaining
from faults
left join lacking using (batch, unit, reason)
order by faults.key
