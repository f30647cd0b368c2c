{% set kept = ["metric_id", "metric_version", "metric_type", "counted", "sub_program_id", "area_id",
               "group_type", "group_value", "period_id"] %}

with figures as (

    select
        {{ kept | join(", ") }},
        partner_id,
        has_figure,
        case when has_figure then numerator end as numerator,
        case when has_figure then denominator end as denominator,
        denominator as denominator_due
    from {{ ref("metric_total_rows") }}

),

summed as (

    select
        {{ kept | join(", ") }},
        {{ or_all("partner_id") }} as partner_id,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(denominator_due) as denominator_due,
        max(numerator) as largest,
        sum({{ larger_known("numerator", "denominator") }}) as people,
        sum(case when has_figure then 1 else 0 end) as figures_published,
        count(*) as figures_due
    from figures
    group by grouping sets (({{ kept | join(", ") }}, partner_id), ({{ kept | join(", ") }}))

),

-- Distinct people do not add up, and a population's figures are never added: only one publisher can be right.
allowed as (

    select
        *,
        metric_type <> 'distinct' and (metric_type <> 'population' or figures_due = 1) as is_summed
    from summed

)

select
    metric_id,
    metric_version,
    metric_type,
    partner_id,
    sub_program_id,
    area_id,
    group_type,
    group_value,
    period_id,
    cast(case when is_summed then numerator end as decimal(18, 2)) as numerator,
    cast(case when is_summed and metric_type in ('rate', 'population') then denominator end as decimal(18, 2))
        as denominator,
    cast(case when is_summed and metric_type in ('rate', 'population') then denominator_due end as decimal(18, 2))
        as denominator_due,
    cast(case when metric_type = 'distinct' then largest end as decimal(18, 2)) as lower,
    cast(case when metric_type = 'distinct' then numerator end as decimal(18, 2)) as upper,
    cast(
        case
            when counted <> 'people' then null
            when metric_type = 'distinct' then largest
            when is_summed then people
        end as {{ dbt.type_bigint() }}
    ) as people,
    cast(figures_published as {{ dbt.type_int() }}) as figures_published,
    cast(figures_due as {{ dbt.type_int() }}) as figures_due
from allowed
