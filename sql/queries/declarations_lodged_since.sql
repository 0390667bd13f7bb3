-- Declarations lodged from $since on at the offices `seen`, the latest first, page by page: numbers, and how many there
-- are. Without $every_office, those of offices that no unit has are left out; `known` are the offices of units. They are
-- counted by their first items, nearly always number 1, and the few others apart: this is much quicker.
with lodged as (
    select declaration_id, item_number, lodged_on
    from declarations
    where lodged_on >= $since
        and (office in (select code from seen) or ($every_office and office not in (select code from known)))
        and {spoken}
),
counted as (
    select (select count(*) from lodged where item_number = 1) + (
        select count(distinct declaration_id)
        from lodged
        where item_number > 1 and declaration_id not in (select declaration_id from lodged where item_number = 1)
    ) as total
)
select distinct declaration_id, (select total from counted) as total, lodged_on
from lodged
order by lodged_on desc, declaration_id desc
limit $most offset $skipped
