{% set kept = ["metric_id", "metric_version", "metric_type", "counted", "sub_program_id", "area_id",
               "group_type", "group_value", "period_id"] %}

with never_pooled as (

    select metric_id, never_pooled as columns
    from {{ ref("dim_metric") }}
    where never_pooled is not null

),

-- Where rows are told apart by the values that are never pooled.
told_apart as (

    select distinct cells.metric_id, cells.sub_program_id, cells.area_id, cells.period_id
    from {{ ref("metric_cells") }} as cells
    inner join never_pooled
        on
            cells.metric_id = never_pooled.metric_id
            and {{ is_listed("cells.group_type", "never_pooled.columns") }}
    where cells.partner_id = 'all'

),

figures as (

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
        count(*) as figures_due,
        count(distinct partner_id) as partners
    from figures
    group by grouping sets (({{ kept | join(", ") }}, partner_id), ({{ kept | join(", ") }}))

),

-- A total that does not say its instrument stands for its own partner, and over partners only where it is alone.
pooled as (

    select
        summed.*,
        summed.partner_id = 'all'
        and never_pooled.metric_id is not null
        and not {{ is_listed("summed.group_type", "never_pooled.columns") }}
        and (summed.partners > 1 or told_apart.metric_id is not null) as is_pooled
    from summed
    left join never_pooled on summed.metric_id = never_pooled.metric_id
    left join told_apart
        on
            summed.metric_id = told_apart.metric_id
            and summed.sub_program_id = told_apart.sub_program_id
            and summed.area_id = told_apart.area_id
            and summed.period_id = told_apart.period_id

),

-- Distinct people do not add up, and a population's figures are never added: only one publisher can be right.
allowed as (

    select
        *,
        metric_type <> 'distinct' and (metric_type <> 'population' or figures_due = 1) and not is_pooled as is_summed
    from pooled

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
    cast(case when metric_type = 'distinct' and not is_pooled then largest end as decimal(18, 2)) as lower,
    cast(case when metric_type = 'distinct' and not is_pooled then numerator end as decimal(18, 2)) as upper,
    cast(
        case
            when counted <> 'people' or is_pooled then null
            when metric_type = 'distinct' then largest
            when is_summed then people
        end as {{ dbt.type_bigint() }}
    ) as people,
    cast(case when is_pooled then 0 else figures_published end as {{ dbt.type_int() }}) as figures_published,
    cast(figures_due as {{ dbt.type_int() }}) as figures_due
from allowed
