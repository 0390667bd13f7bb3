-- Decisions up to $as_of, one per declaration: that on its latest version. What selected it stays from the decision that
-- requested its inspection. A file that its batch does not vouch for in the register is no decision.
with vouched as (
    select decisions.*
    from decisions
    join committed on committed.key = decisions.batch
    where decisions.business_day <= $as_of
),
amended as (
    select distinct declaration_id from vouched where version > 1
),
selection as (
    select
        declaration_id,
        max(version) as version,
        arg_max(selected_by, version) as selected_by,
        arg_max(selection_probability, version) as selection_probability
    from vouched
    semi join amended using (declaration_id)
    group by declaration_id
)
select * from vouched anti join amended using (declaration_id)
union all
select vouched.* replace (selection.selected_by as selected_by, selection.selection_probability as selection_probability)
from vouched
join selection using (declaration_id, version)
order by business_day, declaration_id
