-- Lanes of a file that was screened in slices, from the files $lanes, by declaration: those of declarations that several
-- slices hold come from the last of them, $whole (null where there is none), which holds just these.
with lanes as (
    select declaration_id, lane, parameters, items, filename = $whole as is_whole
    from read_parquet($lanes, filename = true)
),
whole as (
    select declaration_id from lanes where is_whole
)
select declaration_id, lane, parameters, items from lanes anti join whole using (declaration_id)
union all
select declaration_id, lane, parameters, items from lanes where is_whole
order by declaration_id
