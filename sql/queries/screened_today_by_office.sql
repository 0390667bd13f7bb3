-- How many declarations of $business_day each office screened in batches that the register vouches for, without those
-- that are screened `again`, and how many inspections were requested for them.
select
    decisions.office,
    count(distinct decisions.declaration_id) as declarations,
    count(decisions.selected_by) as inspections
from decisions
join committed on committed.key = decisions.batch
anti join again using (declaration_id)
where decisions.business_day = $business_day
group by decisions.office
order by decisions.office
