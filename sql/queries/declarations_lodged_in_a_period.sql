-- How many declarations the lake holds for the days from $first_day to $last_day: those that count, and those that were
-- cancelled after they were `decided`.
select count(*) as declarations
from (
    select declaration_id
    from declarations
    where lodged_on between $first_day and $last_day
    union
    select declaration_id
    from declaration_versions
    semi join decided using (declaration_id)
    where lodged_on between $first_day and $last_day
)
