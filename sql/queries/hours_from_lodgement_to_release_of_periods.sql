-- Hours from lodgement to release of the declarations released in each period, as far as both moments are known: the release
-- from the actions of officers, the lodgement from the receipt of the first version, else from its entry by an officer.
with released as (
    select declaration_id, max(happened_at) as released_at
    from officer_actions
    where action = 'released'
    group by declaration_id
),
of_periods as (
    select periods.name as period, released.*
    from released
    join periods on released.released_at >= periods.first_day and released.released_at < periods.last_day + interval 1 day
),
entered as (
    select declaration_id, min(happened_at) as entered_at
    from officer_actions
    semi join of_periods using (declaration_id)
    where action = 'entered'
    group by declaration_id
),
received as (
    select declaration_id, min(received_at) as received_at
    from declaration_versions
    semi join of_periods using (declaration_id)
    where version = 1
    group by declaration_id
),
hours as (
    select
        period,
        date_diff('second', coalesce(received_at, entered_at), released_at) / 3600.0 as hours
    from of_periods
    left join entered using (declaration_id)
    left join received using (declaration_id)
)
select
    period,
    count(hours) as known,
    quantile_cont(hours, 0.5) as median,
    quantile_cont(hours, 0.9) as nine_in_ten
from hours
where hours >= 0
group by period
