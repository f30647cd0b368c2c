{{ in_lineage(countable_facts() + ["dim_period"]) }}
{% set metrics = metrics_of_rows(var("metrics")) %}

with totals as (

    select metric_id, partner_id, sub_program_id, period_id, batch_id, has_figure
    from {{ ref("metric_total_rows") }}

),

{% for metric in metrics -%}
rows_{{ loop.index }} as (

    select distinct
        {{ literal(metric.metric_id) }} as metric_id,
        partner_id,
        sub_program_id,
        period_id,
        batch_id,
        true as has_figure
    from ({{ metric_rows(metric) }}) as counted

),

{% endfor -%}
-- Totals arrive with their own lines for the whole; rows of people are rolled up here.
by_sub_program as (

    select * from totals
    {% for metric in metrics -%}
    union
    select * from rows_{{ loop.index }}
    union
    select metric_id, partner_id, 'all' as sub_program_id, period_id, batch_id, has_figure from rows_{{ loop.index }}
    {% endfor %}
),

by_partner as (

    select metric_id, partner_id, sub_program_id, period_id, batch_id, has_figure from by_sub_program
    union all
    select metric_id, 'all' as partner_id, sub_program_id, period_id, batch_id, has_figure from by_sub_program

),

batches as (

    select
        metric_id,
        partner_id,
        sub_program_id,
        period_id,
        batch_id,
        max(case when has_figure then 1 else 0 end) as has_figure
    from by_partner
    group by metric_id, partner_id, sub_program_id, period_id, batch_id

)

select
    metric_id,
    partner_id,
    sub_program_id,
    period_id,
    {{ sorted_list("batch_id") }} as input_batches,
    max(has_figure) = 1 as has_figure
from batches
group by metric_id, partner_id, sub_program_id, period_id
