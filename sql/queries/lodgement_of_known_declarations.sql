-- Day of lodgement of the `arriving` declarations that are known, by their latest version.
select declaration_id, arg_max(lodged_on, version) as lodged_on
from declaration_versions
where declaration_id in (select declaration_id from arriving)
group by declaration_id
