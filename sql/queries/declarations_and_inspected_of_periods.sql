-- Of each period, the declarations lodged, and those of them with an outcome of an inspection.
select
    periods.name as period,
    count(distinct declarations.declaration_id) as declarations,
    count(distinct inspected.declaration_id) as inspected
from periods
join declarations on declarations.lodged_on between periods.first_day and periods.last_day
left join inspected on inspected.declaration_id = declarations.declaration_id
group by all
