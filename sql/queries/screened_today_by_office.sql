-- How many declarations of $business_day each office screened in batches that the register vouches for, and how many
-- of these it is to inspect.
select
    decisions.office,
    count(*) as declarations,
    count(decisions.selected_by) as inspections
from decisions
join committed on committed.key = decisions.batch
where decisions.business_day = $business_day
group by decisions.office
order by decisions.office
