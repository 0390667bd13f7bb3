-- Lanes of a file that was screened in slices, from the files $lanes of these, by declaration and slice.
select declaration_id, lane, parameters
from read_parquet($lanes)
order by declaration_id, slice
