-- Business characteristics: declarations, value, duty levied and containers by month, office and direction.
-- Containers count as two TEU each: declarations do not tell the length, and most are forty feet long.
select
    strftime(lodged_on, '%Y-%m') as month,
    office,
    coalesce(direction, 'import') as direction,
    count(*) as declarations,
    sum(item_value) as value,
    sum(item_value * duty_rate / 100) as duty,
    sum(coalesce(len(containers), 0)) * 2 as teu
from declarations
where lodged_on <= $as_of
group by all
order by all
