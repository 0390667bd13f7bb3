-- Rows of a table of the lake whose identifier is among the `arriving` ones; `$key`: pattern of the identifier's name.
select *
from query_table($table)
where columns($key) in (select identifier from arriving)
