-- Which declarations are hit by which parameters, and the items that satisfy their conditions. A template: `columns` are
-- those of the row that any condition is about, `sums` those over all items of a declaration, `worth` the column that
-- these add up. `several`: whether a declaration may have several items. `branches` are groups of parameters that are
-- joined alike: on a key (`key`, an expression over an item) that they have a value for, or, where they have none, on
-- their other conditions alone. `checks` of a branch are the conditions (column, kind, whether every parameter of the
-- branch has it) that the key does not settle. `any_checks` are those that any item of a declaration may satisfy.
-- Sums are taken in ten-thousandths, so that they do not hang on the order of items.
{%- macro number(column) %}nullif({{ column }}, 'NaN'::double){% endmacro %}
{%- macro exact(amount) %}
case when abs({{ amount }}) < 1e30 then round_even({{ amount }} * 10000, 0) end
{%- endmacro %}
{%- macro total(column, amount) %}
{%- if several %}
case when count({{ exact(amount) }}) = count(*) then sum(({{ exact(amount) }})::hugeint)::double / 10000 end as {{ column }}
{%- else %}({{ exact(amount) }}) / 10000 as {{ column }}
{%- endif %}
{%- endmacro %}
{%- macro totals() %}
{%- if "total_value" in sums %}{{ total("total_value", number(worth)) }},{% endif %}
{%- if "total_net_mass" in sums %}{{ total("total_net_mass", number("net_mass")) }},{% endif %}
{%- if "total_duty" in sums %}{{ total("total_duty", number(worth) ~ " * " ~ number("duty_rate") ~ " / 100") }},{% endif %}
{%- if "item_count" in sums %}{{ "count(*)" if several else "1" }} as item_count,{% endif %}
{%- endmacro %}
{%- macro holds(column, kind, always, block="") %}
{%- set value = ("totals." if several and column in sums else "screened.") ~ column %}
{%- set required = "asked." ~ block ~ column ~ "_" ~ kind %}
        and (
            {%- if not always %}{{ required }} is null or {% endif -%}
            {%- if kind == "min" -%}
            {{ value }} >= {{ required }}
            {%- elif kind == "max" -%}
            {{ value }} < {{ required }}
            {%- elif kind == "present" and column in numbers -%}
            {{ required }} = ({{ value }} is not null)
            {%- elif kind == "present" and column in lists -%}
            {{ required }} = (
                coalesce(len(list_filter({{ value }}, lambda element: coalesce(element, '') <> '')), 0) > 0
            )
            {%- elif kind == "present" -%}
            {{ required }} = (coalesce({{ value }}, '') <> '')
            {%- elif kind == "in" and column in lists -%}
            list_has_any({{ value }}, {{ required }})
            {%- elif kind == "in" -%}
            list_contains({{ required }}, {{ value }})
            {%- elif column in lists -%}
            len(list_filter(
                {{ value }},
                lambda element: len(list_filter({{ required }}, lambda start: starts_with(element, start))) > 0
            )) > 0
            {%- else -%}
            len(list_filter({{ required }}, lambda start: starts_with({{ value }}, start))) > 0
            {%- endif -%}
        )
{%- endmacro %}
with screened as not materialized (
    select
        declaration_id,
        lodged_on,
        office,
        {% if several %}item_number,{% endif %}
        {% for column in columns if column not in ("declaration_id", "office", "unit_value") -%}
        {% if column in numbers %}{{ number(column) }} as {{ column }}{% else %}{{ column }}{% endif %},
        {% endfor -%}
        {% if not several %}{{ totals() }}{% endif %}
        nullif(item_value, 'NaN'::double) / nullif(nullif(net_mass, 'NaN'::double), 0) as unit_value
    from arriving
),
{%- if several and sums %}
totals as materialized (
    select
        {{ totals() }}
        declaration_id
    from arriving
    group by declaration_id
),
{%- endif %}
keyed as not materialized (
    select parameter_keys.branch, parameter_keys.key_value, parameters.*
    from parameter_keys
    join parameters using (parameter_number)
),
hits as {% if any_checks %}materialized {% endif %}(
    select distinct declaration_id, {% if any_checks %}parameter_number, {% endif %}parameter, version{% if several %}, item_number{% endif %}
    from (
        {% for branch in branches -%}
        select screened.declaration_id, {% if any_checks %}asked.parameter_number, {% endif %}asked.code as parameter,
            asked.version
            {%- if several %}, screened.item_number{% endif %}
        from screened
        {%- if branch.summed %}
        join totals using (declaration_id)
        {%- endif %}
        join (select * from keyed where branch = {{ loop.index0 }}) as asked
            on screened.lodged_on >= asked.valid_from
            {%- if branch.key %}
            and {{ branch.key }} = asked.key_value
            {%- endif %}
            {%- if branch.bounded %}
            and (asked.offices is null or list_contains(asked.offices, screened.office))
            {%- endif %}
            and (asked.valid_to is null or screened.lodged_on <= asked.valid_to)
            {%- for column, kind, always in branch.checks %}{{ holds(column, kind, always) }}{% endfor %}
        {{ "union all" if not loop.last }}
        {% endfor -%}
    )
)
{%- if any_checks %},
elsewhere as (
    select distinct screened.declaration_id, asked.parameter_number
    from (
        select distinct hits.declaration_id, parameters.*
        from hits
        join parameters using (parameter_number)
        where parameters.any_item
    ) as asked
    join screened
        on screened.declaration_id = asked.declaration_id
        {%- for column, kind in any_checks %}{{ holds(column, kind, false, "any_") }}{% endfor %}
),
confirmed as (
    select hits.*
    from hits
    join parameters using (parameter_number)
    left join elsewhere using (declaration_id, parameter_number)
    where not parameters.any_item or elsewhere.parameter_number is not null
)
{%- endif %}
{%- set found = "confirmed" if any_checks else "hits" %}
{%- if several %},
numbered as materialized (
    select declaration_id, parameter, version, list_sort(list(item_number)) as items
    from {{ found }}
    group by declaration_id, parameter, version
),
split as (
    select declaration_id
    from arriving
    semi join numbered using (declaration_id)
    group by declaration_id
    having count(*) > 1
)
select
    numbered.declaration_id,
    numbered.parameter,
    numbered.version,
    case when split.declaration_id is null then '' else array_to_string(numbered.items, ';') end as items
from numbered
left join split using (declaration_id)
{%- else %}
select declaration_id, parameter, version, '' as items
from {{ found }}
{%- endif %}
order by declaration_id, parameter
