-- Declarations that several of the $files of slices hold, each once per slice, with the files.
with split as (
    select declaration_id
    from read_parquet($files)
    group by declaration_id
    having count(*) > 1
)
select declaration_id, filename
from read_parquet($files, filename = true)
semi join split using (declaration_id)
order by filename, declaration_id
