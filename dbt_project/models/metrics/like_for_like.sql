{{ in_lineage(countable_facts() + ["dim_period"]) }}
{% set metrics = metrics_of_rows(var("metrics")) %}
{% set compared_periods = var("compared_periods") %}
{% set kept = ["metric_id", "metric_version", "metric_type", "sub_program_id", "period_id"] %}
{% set cell = ["cell_sub_program_id", "period_id"] %}

with present as (

    {{ present_partners() }}

),

-- Every complete period of a type in which somebody has a figure, or the last of them only.
compared as (

    select
        *,
        max(recency) over (partition by metric_id, sub_program_id, period_type) as periods
    from (
        select
            given.metric_id,
            given.sub_program_id,
            given.period_id,
            period.period_type,
            row_number() over (
                partition by given.metric_id, given.sub_program_id, period.period_type
                order by period.starts_on desc
            ) as recency
        from (select distinct metric_id, sub_program_id, period_id from present) as given
        inner join {{ ref("dim_period") }} as period on given.period_id = period.period_id
        where period.ends_on <= period.as_of
    ) as ranked
    {%- if compared_periods %}
    where recency <= {{ compared_periods }}
    {%- endif %}

),

in_all as (

    select compared.metric_id, compared.sub_program_id, compared.period_type, present.partner_id
    from compared
    inner join present
        on
            compared.metric_id = present.metric_id
            and compared.sub_program_id = present.sub_program_id
            and compared.period_id = present.period_id
    group by compared.metric_id, compared.sub_program_id, compared.period_type, present.partner_id
    having count(*) = max(compared.periods)

),

line as (

    select compared.metric_id, compared.sub_program_id, compared.period_type, compared.period_id, in_all.partner_id
    from compared
    inner join in_all
        on
            compared.metric_id = in_all.metric_id
            and compared.sub_program_id = in_all.sub_program_id
            and compared.period_type = in_all.period_type

),

described as (

    select
        in_all.metric_id,
        in_all.sub_program_id,
        in_all.period_type,
        cast(count(*) as {{ dbt.type_int() }}) as partners_in_line,
        {{ sorted_list("partner_id") }} as partners
    from in_all
    group by in_all.metric_id, in_all.sub_program_id, in_all.period_type

),

spans as (

    select
        metric_id,
        sub_program_id,
        period_type,
        cast(max(periods) as {{ dbt.type_int() }}) as compared_periods,
        max(case when recency = periods then period_id end) as compared_from,
        max(case when recency = 1 then period_id end) as compared_to
    from compared
    group by metric_id, sub_program_id, period_type

),

{% for metric in metrics -%}
rows_{{ loop.index }} as (

    select headline.*
    from ({{ headline_rows(metric) }}) as headline
    inner join line
        on
            line.metric_id = {{ literal(metric.metric_id) }}
            and headline.cell_sub_program_id = line.sub_program_id
            and headline.period_id = line.period_id
            and headline.partner_id = line.partner_id

),

cells_{{ loop.index }} as (

    {{ headline_figures(metric, headline_things(metric, "rows_" ~ loop.index, cell), cell) }}

),

{% endfor -%}
line_rows as (

    -- Without a metric that is counted from rows, the columns alone.
    select
        metric_id, metric_version, metric_type, sub_program_id, period_id, numerator, denominator, people,
        lower, upper
    from {{ ref("metric_cells") }}
    where false
    {% for metric in metrics -%}
    union all
    select
        metric_id, metric_version, metric_type, cell_sub_program_id, period_id, numerator, denominator, people,
        lower, upper
    from cells_{{ loop.index }}
    {% endfor %}
),

totals_in_line as (

    select total.*
    from {{ ref("metric_total_rows") }} as total
    inner join line
        on
            total.metric_id = line.metric_id
            and total.sub_program_id = line.sub_program_id
            and total.period_id = line.period_id
            and total.partner_id = line.partner_id
    where total.area_id = 'all' and total.group_type = 'all'

),

line_totals as (

    {{ headline_totals("totals_in_line", kept) }}

),

{{ rows_beside_totals("line_rows", "line_totals", kept) }}

select
    one.metric_id,
    one.metric_version,
    one.sub_program_id,
    one.period_id,
    period.period_type,
    spans.compared_periods,
    spans.compared_from,
    spans.compared_to,
    described.partners_in_line,
    described.partners,
    one.numerator,
    one.denominator,
    {{ people_of_line("one", "metric") }},
    one.value,
    coalesce(one.fewest, one.value) as lower,
    coalesce(one.most, one.value) as upper,
    whole.value as all_partners_value,
    whole.lower as all_partners_lower,
    whole.upper as all_partners_upper
from beside_each_other as one
inner join {{ ref("dim_period") }} as period on one.period_id = period.period_id
inner join spans
    on
        one.metric_id = spans.metric_id
        and one.sub_program_id = spans.sub_program_id
        and period.period_type = spans.period_type
inner join described
    on
        one.metric_id = described.metric_id
        and one.sub_program_id = described.sub_program_id
        and period.period_type = described.period_type
inner join {{ ref("dim_metric") }} as metric on one.metric_id = metric.metric_id
left join {{ ref("metric_figures") }} as whole
    on
        one.metric_id = whole.metric_id
        and one.sub_program_id = whole.sub_program_id
        and one.period_id = whole.period_id
        and whole.partner_id = 'all'
        and whole.area_id = 'all'
        and whole.group_type = 'all'
