{{ in_lineage(countable_facts()) }}

with named as (

    select
        group_type,
        group_type_name,
        group_value,
        group_value_name,
        is_reference,
        is_overlapping,
        contains,
        position
    from {{ source("agenda", "groups") }}

),

-- The values of the columns that metrics are split by stand in the rows themselves.
found as (

    {% for metric in metrics_of_rows(var("metrics")) -%}
    {% for column in (metric.by or []) + (metric.never_pooled or []) -%}
    select
        {{ literal(column) }} as group_type,
        {{ literal(column | replace("_", " ") | capitalize) }} as type_in_words,
        cast({{ column }} as {{ dbt.type_string() }}) as group_value
    from {{ ref("fct_" ~ metric.fact) }}
    where {{ column }} is not null and sub_program_id in {{ literals(metric.sub_programs) }}
    union
    {% endfor -%}
    {% endfor -%}
    select
        cast(null as {{ dbt.type_string() }}) as group_type,
        cast(null as {{ dbt.type_string() }}) as type_in_words,
        cast(null as {{ dbt.type_string() }}) as group_value
    where false

),

named_types as (

    select group_type, min(group_type_name) as group_type_name from named group by group_type

),

unnamed as (

    select
        found.group_type,
        coalesce(named_types.group_type_name, found.type_in_words) as group_type_name,
        found.group_value,
        row_number() over (order by found.group_type, found.group_value) as place
    from found
    left join named on found.group_type = named.group_type and found.group_value = named.group_value
    left join named_types on found.group_type = named_types.group_type
    where named.group_value is null

),

last_named as (

    select coalesce(max(position), 0) as position from named

)

select
    group_type,
    group_type_name,
    group_value,
    group_value_name,
    is_reference,
    is_overlapping,
    contains,
    cast(position as {{ dbt.type_int() }}) as position
from named
union all
select
    unnamed.group_type,
    unnamed.group_type_name,
    unnamed.group_value,
    unnamed.group_value as group_value_name,
    false as is_reference,
    true as is_overlapping,
    cast(null as {{ dbt.type_string() }}) as contains,
    cast(last_named.position + unnamed.place as {{ dbt.type_int() }}) as position
from unnamed
cross join last_named
