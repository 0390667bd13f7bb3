-- First and last day from $first_day to $last_day with declarations that no committed screening batch has given a lane.
select min(declarations.lodged_on) as first_day, max(declarations.lodged_on) as last_day, count(*) as declarations
from declarations
where declarations.lodged_on between $first_day and $last_day
    and not exists (
        select 1
        from decisions
        join committed on committed.key = decisions.batch
        where decisions.business_day = declarations.lodged_on
            and decisions.declaration_id = declarations.declaration_id
    )
