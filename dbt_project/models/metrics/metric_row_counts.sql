{{ in_lineage(countable_facts() + ["dim_period"]) }}

with judged as (

    {% for metric in metrics_of_rows(var("metrics")) -%}
    select
        {{ literal(metric.metric_id) }} as metric_id,
        partner_id,
        sub_program_id,
        period_id,
        case
            when coalesce(sub_program_id in {{ literals(metric.sub_programs) }}, false) = false
            then 'sub_program_not_selected'
            {% if metric.where -%}
            when ({{ metric.where }}) then 'counted'
            else 'condition_not_met'
            {%- else -%}
            else 'counted'
            {%- endif %}
        end as reason,
        count(*) as rows_found
    from ({{ period_rows(metric) }}) as in_period
    group by partner_id, sub_program_id, period_id, reason
    union all
    {% endfor -%}
    select
        cast(null as {{ dbt.type_string() }}) as metric_id,
        cast(null as {{ dbt.type_string() }}) as partner_id,
        cast(null as {{ dbt.type_string() }}) as sub_program_id,
        cast(null as {{ dbt.type_string() }}) as period_id,
        cast(null as {{ dbt.type_string() }}) as reason,
        cast(null as {{ dbt.type_bigint() }}) as rows_found
    where false

),

rolled_up as (

    select
        metric_id,
        {{ or_all("partner_id") }} as partner_id,
        {{ or_all("sub_program_id") }} as sub_program_id,
        period_id,
        reason,
        sum(rows_found) as rows_found
    from judged
    group by {{ partner_grouping_sets(["metric_id", "period_id", "reason"]) }}

)

select
    metric_id,
    partner_id,
    sub_program_id,
    period_id,
    reason,
    cast(rows_found as {{ dbt.type_bigint() }}) as rows
from rolled_up
-- Rows of no sub-program are told on the line of the whole only.
where sub_program_id is not null
