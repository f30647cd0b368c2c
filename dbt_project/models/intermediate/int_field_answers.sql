{#- Counts from the accepted rows themselves: a column that was never filled counts 0. -#}
{% set contract_columns = var("contract_columns") %}
{% if model.resource_type != "unit_test" -%}
    {% for record_type in record_types() -%}
-- depends_on: {{ source("accepted", record_type) }}
    {% endfor %}
{%- endif %}

with years as (

    select seen.partner_id, seen.feed_id, count(distinct seen.period_id) as years_with_rows
    from {{ ref("int_feed_period") }} as seen
    inner join {{ source("agenda", "periods") }} as period on seen.period_id = period.period_id
    where period.period_type = 'school_year'
    group by seen.partner_id, seen.feed_id

),

{% for record_type, columns in contract_columns.items() -%}
{{ record_type }}_counts as (

    select
        partner_id,
        feed_id,
        count(*) as rows_in_force
        {%- for column in columns %},
        count({{ column }}) as {{ column }}
        {%- endfor %}
    from {{ source("accepted", record_type) }}
    group by partner_id, feed_id

),

{% endfor -%}
answers as (

    {% for record_type, columns in contract_columns.items() -%}
    {% set counted = record_type ~ "_counts" -%}
    {% for column in columns -%}
    select
        partner_id,
        feed_id,
        {{ literal(record_type) }} as record_type,
        {{ literal(column) }} as counted_column,
        rows_in_force,
        {{ column }} as answers
    from {{ counted }}
    union all
    {% endfor -%}
    {% endfor -%}
    select
        cast(null as {{ dbt.type_string() }}) as partner_id,
        cast(null as {{ dbt.type_string() }}) as feed_id,
        cast(null as {{ dbt.type_string() }}) as record_type,
        cast(null as {{ dbt.type_string() }}) as counted_column,
        cast(null as {{ dbt.type_bigint() }}) as rows_in_force,
        cast(null as {{ dbt.type_bigint() }}) as answers
    where false

)

select
    answers.partner_id,
    answers.feed_id,
    answers.record_type,
    answers.counted_column,
    cast(answers.rows_in_force as {{ dbt.type_bigint() }}) as rows_in_force,
    cast(answers.answers as {{ dbt.type_bigint() }}) as answers,
    cast(coalesce(years.years_with_rows, 1) as {{ dbt.type_int() }}) as years_with_rows
from answers
left join years on answers.partner_id = years.partner_id and answers.feed_id = years.feed_id
