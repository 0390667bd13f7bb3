-- All that is known of the `arriving` declarations: every item of every version.
select *
from declaration_versions
where declaration_id in (select declaration_id from arriving)
order by declaration_id, version, item_number
