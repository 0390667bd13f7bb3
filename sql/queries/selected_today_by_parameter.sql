-- How many declarations of $business_day were selected for inspection on which parameter's account, by office, in
-- batches that the register vouches for.
select office, parameter, count(*) as selected
from (
    select decisions.office, unnest(string_split(decisions.parameters, ';')) as parameter
    from decisions
    join committed on committed.key = decisions.batch
    where decisions.business_day = $business_day and decisions.selected_by = 'parameter'
)
group by office, parameter
order by office, parameter
