-- How many declarations the lake holds for the days from $first_day to $last_day.
select count(*) as declarations
from declarations
where lodged_on between $first_day and $last_day
