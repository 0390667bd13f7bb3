-- Which declarations are hit by which parameters. A template: `texts`, `lists` and `numbers` are the columns that any
-- parameter has a condition on, `keys` the pairs of column and prefix length (0: whole value) that parameters are
-- looked up by. Every parameter is joined on its most selective key; then all of its conditions are checked.
with
screened as (
    select
        row_number() over () as row_number,
        * replace (
            {% for column in ("net_mass", "item_value", "duty_rate", "quantity") -%}
            nullif({{ column }}, 'NaN'::double) as {{ column }}{{ ", " if not loop.last }}
            {%- endfor %}
        ),
        nullif(item_value, 'NaN'::double) / nullif(nullif(net_mass, 'NaN'::double), 0) as unit_value
    from arriving
),
looked_up as (
    {% for column, length in keys -%}
    {% if column in all_lists -%}
    select row_number, '{{ column }}/{{ length }}' as key_name,
        {{ "left(element, %d)" % length if length else "element" }} as key_value
    from (select row_number, unnest({{ column }}) as element from screened)
    {%- else -%}
    select row_number, '{{ column }}/{{ length }}' as key_name,
        {{ "left(%s, %d)" % (column, length) if length else column }} as key_value
    from screened
    {%- endif %}
    {{ "union all" if not loop.last }}
    {% endfor -%}
    {% if not keys -%} select null::bigint as row_number, null::varchar as key_name, null::varchar as key_value where false {%- endif %}
),
candidates as (
    select distinct looked_up.row_number, parameter_keys.parameter_number
    from looked_up
    join parameter_keys using (key_name, key_value)
    union all
    select screened.row_number, parameters.parameter_number
    from screened
    cross join parameters
    where not parameters.has_key
)
select
    screened.declaration_id,
    parameters.code as parameter,
    parameters.version
from candidates
join parameters using (parameter_number)
join screened using (row_number)
where screened.lodged_on >= parameters.valid_from
    and (parameters.valid_to is null or screened.lodged_on <= parameters.valid_to)
    and (parameters.offices is null or list_contains(parameters.offices, screened.office))
    {% for column in texts -%}
    and (parameters.{{ column }}_in is null or coalesce(list_contains(parameters.{{ column }}_in, screened.{{ column }}), false))
    and (
        parameters.{{ column }}_prefix is null
        or coalesce(len(list_filter(parameters.{{ column }}_prefix, lambda start: starts_with(screened.{{ column }}, start))) > 0, false)
    )
    and (
        parameters.{{ column }}_present is null
        or parameters.{{ column }}_present = (coalesce(screened.{{ column }}, '') <> '')
    )
    {% endfor -%}
    {% for column in lists -%}
    and (parameters.{{ column }}_in is null or coalesce(list_has_any(screened.{{ column }}, parameters.{{ column }}_in), false))
    and (
        parameters.{{ column }}_prefix is null
        or coalesce(
            len(list_filter(
                screened.{{ column }},
                lambda element: len(list_filter(parameters.{{ column }}_prefix, lambda start: starts_with(element, start))) > 0
            )) > 0,
            false
        )
    )
    and (
        parameters.{{ column }}_present is null
        or parameters.{{ column }}_present = (
            coalesce(len(list_filter(screened.{{ column }}, lambda element: coalesce(element, '') <> '')), 0) > 0
        )
    )
    {% endfor -%}
    {% for column in numbers -%}
    and (parameters.{{ column }}_min is null or coalesce(screened.{{ column }} >= parameters.{{ column }}_min, false))
    and (parameters.{{ column }}_max is null or coalesce(screened.{{ column }} < parameters.{{ column }}_max, false))
    and (
        parameters.{{ column }}_present is null
        or parameters.{{ column }}_present = (screened.{{ column }} is not null)
    )
    {% endfor %}
order by screened.declaration_id, parameters.code
