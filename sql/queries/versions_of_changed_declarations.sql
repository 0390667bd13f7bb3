-- Every version of the declarations that were amended or cancelled from $since to the end of $as_of.
select declaration_versions.*
from declaration_versions
where declaration_id in (
    select declaration_id
    from declaration_changes
    where received_at >= $since and received_at < $as_of::date + interval 1 day
)
order by declaration_id, version, item_number
