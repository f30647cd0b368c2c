{{ in_lineage(countable_facts() + ["dim_period", "int_area_cell", "int_person_group"]) }}

{% set headline = "partner_id = 'all' and area_id = 'all' and group_type = 'all'" %}
{% set figures = ["metric_id", "metric_version", "metric_type", "sub_program_id", "period_id", "numerator", "denominator", "people"] %}

with headlines as (

    select 'agreed' as definition_id, {{ figures | join(", ") }}
    from {{ ref("metric_cells") }}
    where {{ headline }}
    {% for entry in var("definitions") -%}
    union all
    select {{ literal(entry.definition_id) }} as definition_id, {{ figures | join(", ") }}
    from ({{ metric_cells(entry.metric) }}) as recounted
    where {{ headline }}
    {% endfor %}
),

valued as (

    select
        *,
        case
            when metric_type = 'rate' then {{ ratio("numerator", "denominator") }} else cast(numerator as double)
        end as value
    from headlines

),

-- On the line of the whole initiative stand the partners of every sub-program.
taking_part as (

    select metric_id, definition_id, sub_program_id, partner_id
    from {{ source("agenda", "definition_partners") }}
    union
    select metric_id, definition_id, 'all' as sub_program_id, partner_id
    from {{ source("agenda", "definition_partners") }}

),

partners as (

    select
        metric_id,
        definition_id,
        sub_program_id,
        cast(count(*) as {{ dbt.type_int() }}) as partners_using,
        {{ sorted_list("partner_id") }} as partners
    from taking_part
    group by metric_id, definition_id, sub_program_id

)

select
    valued.metric_id,
    valued.metric_version,
    valued.definition_id,
    defined.is_agreed,
    defined.definition,
    defined.parameters,
    valued.sub_program_id,
    valued.period_id,
    coalesce(partners.partners_using, 0) as partners_using,
    partners.partners,
    valued.numerator,
    valued.denominator,
    valued.people,
    valued.value,
    valued.value - agreed.value as differs_by
from valued
inner join {{ source("agenda", "definitions") }} as defined
    on valued.metric_id = defined.metric_id and valued.definition_id = defined.definition_id
left join valued as agreed
    on
        valued.metric_id = agreed.metric_id
        and valued.sub_program_id = agreed.sub_program_id
        and valued.period_id = agreed.period_id
        and agreed.definition_id = 'agreed'
left join partners
    on
        valued.metric_id = partners.metric_id
        and valued.definition_id = partners.definition_id
        and valued.sub_program_id = partners.sub_program_id
