-- Which declarations are hit by which parameters. A template: `columns` are those that any condition speaks of, and
-- `branches` groups of parameters that are joined alike: on a key (`key`, an expression over a declaration) that they
-- have a value for, or, where they have none, on their other conditions alone. Of each branch `checks` are the
-- conditions (column, kind, whether every parameter of the branch asks it) that the key does not say already.
with screened as not materialized (
    select
        declaration_id,
        lodged_on,
        office,
        {% for column in columns if column not in ("declaration_id", "office", "unit_value") -%}
        {% if column in numbers %}nullif({{ column }}, 'NaN'::double) as {{ column }}{% else %}{{ column }}{% endif %},
        {% endfor -%}
        nullif(item_value, 'NaN'::double) / nullif(nullif(net_mass, 'NaN'::double), 0) as unit_value
    from arriving
),
keyed as not materialized (
    select parameter_keys.branch, parameter_keys.key_value, parameters.*
    from parameter_keys
    join parameters using (parameter_number)
)
select distinct declaration_id, parameter, version
from (
    {% for branch in branches -%}
    select screened.declaration_id, asked.code as parameter, asked.version
    from screened
    join (select * from keyed where branch = {{ loop.index0 }}) as asked
        on screened.lodged_on >= asked.valid_from
        {%- if branch.key %}
        and {{ branch.key }} = asked.key_value
        {%- endif %}
        {%- if branch.bounded %}
        and (asked.offices is null or list_contains(asked.offices, screened.office))
        {%- endif %}
        and (asked.valid_to is null or screened.lodged_on <= asked.valid_to)
        {%- for column, kind, always in branch.checks %}
        and (
            {%- if not always %}asked.{{ column }}_{{ kind }} is null or {% endif -%}
            {%- if kind == "min" -%}
            screened.{{ column }} >= asked.{{ column }}_min
            {%- elif kind == "max" -%}
            screened.{{ column }} < asked.{{ column }}_max
            {%- elif kind == "present" and column in numbers -%}
            asked.{{ column }}_present = (screened.{{ column }} is not null)
            {%- elif kind == "present" and column in lists -%}
            asked.{{ column }}_present = (
                coalesce(len(list_filter(screened.{{ column }}, lambda element: coalesce(element, '') <> '')), 0) > 0
            )
            {%- elif kind == "present" -%}
            asked.{{ column }}_present = (coalesce(screened.{{ column }}, '') <> '')
            {%- elif kind == "in" and column in lists -%}
            list_has_any(screened.{{ column }}, asked.{{ column }}_in)
            {%- elif kind == "in" -%}
            list_contains(asked.{{ column }}_in, screened.{{ column }})
            {%- elif column in lists -%}
            len(list_filter(
                screened.{{ column }},
                lambda element: len(list_filter(asked.{{ column }}_prefix, lambda start: starts_with(element, start))) > 0
            )) > 0
            {%- else -%}
            len(list_filter(asked.{{ column }}_prefix, lambda start: starts_with(screened.{{ column }}, start))) > 0
            {%- endif -%}
        )
        {%- endfor %}
    {{ "union all" if not loop.last }}
    {% endfor -%}
)
order by declaration_id, parameter
