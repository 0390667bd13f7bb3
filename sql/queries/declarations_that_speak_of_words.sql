-- Declarations lodged from $since on at the offices `seen`, the latest first, page by page: numbers, and how many there
-- are. A template: `spoken` is what an item of theirs must speak of, see `tasks.records.spoken_of`. Without
-- $every_office, those of offices that no unit has are left out; `known` are the offices of units.
with fitting as materialized (
    select distinct declaration_id, lodged_on
    from declarations
    where lodged_on >= $since
        and (office in (select code from seen) or ($every_office and office not in (select code from known)))
        and {spoken}
)
select declaration_id, (select count(*) from fitting) as total
from fitting
order by lodged_on desc, declaration_id desc
limit $most offset $skipped
