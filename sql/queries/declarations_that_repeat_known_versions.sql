-- Numbers of the `arriving` declarations of which every message says what a known version says in the columns $compared.
with said as (
    select declaration_id, version, function, received_at, sum(hash($compared)) as content, count(*) as items
    from arriving
    group by declaration_id, version, function, received_at, message
),

known as (
    select declaration_id, version, function, any_value(received_at) as received_at, sum(hash($compared)) as content,
        count(*) as items
    from declaration_versions
    where declaration_id in (select declaration_id from arriving)
    group by declaration_id, version, function
),

matched as (
    select said.declaration_id,
        bool_or(
            coalesce(said.content = known.content, false)
            and said.items = known.items
            and coalesce(said.version = known.version, true)
            and coalesce(said.function in ('lodged', known.function), true)
            and coalesce(said.received_at = known.received_at, true)
        ) as repeats
    from said
    left join known on said.declaration_id = known.declaration_id
    group by said.declaration_id, said.version, said.function, said.received_at, said.content
)

select declaration_id
from matched
group by declaration_id
having bool_and(repeats)
