-- Lanes of a file that was screened in slices, from the files $lanes of these, by declaration. Items of a declaration
-- may be in several slices: it gets the highest lane of them, and the codes that hit any of its items.
with lanes as (
    select declaration_id, lane, parameters from read_parquet($lanes)
),
split as (
    select declaration_id from lanes group by declaration_id having count(*) > 1
),
codes as (
    select distinct declaration_id, unnest(string_split(parameters, ';')) as code
    from lanes
    semi join split using (declaration_id)
),
joined as (
    select declaration_id, coalesce(string_agg(code, ';' order by code) filter (code <> ''), '') as parameters
    from codes
    group by declaration_id
),
highest as (
    select
        declaration_id,
        case when bool_or(lane = 'high') then 'high' when bool_or(lane = 'medium') then 'medium' else 'low' end as lane
    from lanes
    semi join split using (declaration_id)
    group by declaration_id
)
select declaration_id, lane, parameters from lanes anti join split using (declaration_id)
union all
select declaration_id, lane, parameters from highest join joined using (declaration_id)
order by declaration_id
