-- First day of each month on which each office lodged something, up to the end of $as_of.
select office, min(lodged_on) as happened_on
from declarations
where lodged_on between $since and $as_of
group by office, date_trunc('month', lodged_on)
order by office, happened_on
