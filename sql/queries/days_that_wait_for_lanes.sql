-- First and last day from $first_day to $last_day with declarations that wait for a lane: lodged without a decision of a
-- committed screening batch; or decided on in an earlier version (`before`: declaration_id, version, released_on) and
-- amended before their release.
with waiting as (
    select declarations.declaration_id, declarations.lodged_on as day
    from declarations
    where declarations.lodged_on between $first_day and $last_day
        and not exists (
            select 1
            from decisions
            join committed on committed.key = decisions.batch
            where decisions.business_day = declarations.lodged_on
                and decisions.declaration_id = declarations.declaration_id
        )
        and declarations.declaration_id not in (select declaration_id from before)
    union all
    select declarations.declaration_id, greatest(declarations.lodged_on, declarations.received_at::date)
    from declarations
    join before using (declaration_id)
    where declarations.version > before.version
        and (
            before.released_on is null
            or before.released_on > greatest(declarations.lodged_on, declarations.received_at::date)
        )
)
select min(day) as first_day, max(day) as last_day, count(distinct declaration_id) as declarations
from waiting
where day between $first_day and $last_day
