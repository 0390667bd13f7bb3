-- Business characteristics: declarations, goods items, value, duty levied and containers by month, office and direction.
-- Containers count as two TEU each: declarations do not tell the length, and most are forty feet long. What belongs to
-- the whole declaration is taken from its first item, nearly always number 1: looking for it in the others alone keeps
-- this as fast as counting rows.
with others as (
    select declaration_id, min(item_number) as first_number
    from declarations
    where item_number > 1 and lodged_on <= $as_of
    group by declaration_id
),
unusual as (
    select declaration_id, first_number
    from others
    where not exists (
        select 1
        from declarations
        where declarations.declaration_id = others.declaration_id and declarations.item_number = 1
    )
),
numbered as (
    select declarations.*, item_number = 1 or item_number = unusual.first_number as begins
    from declarations
    left join unusual using (declaration_id)
    where lodged_on <= $as_of
)
select
    strftime(lodged_on, '%Y-%m') as month,
    office,
    coalesce(direction, 'import') as direction,
    count(*) filter (begins) as declarations,
    count(*) as items,
    sum(value) as value,
    sum(value * duty_rate / 100) as duty,
    coalesce(sum(coalesce(len(containers), 0)) filter (begins), 0) * 2 as teu
from numbered
group by all
order by all
