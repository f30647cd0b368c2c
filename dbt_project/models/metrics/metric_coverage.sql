-- A partner is due when a report is due from a feed of its that is for the metric.
with due as (

    select distinct
        expected.metric_id,
        report.partner_id,
        expected.sub_program_id,
        report.period_id
    from {{ source("agenda", "expected_reports") }} as report
    inner join {{ source("agenda", "feed_metrics") }} as expected
        on report.partner_id = expected.partner_id and report.feed_id = expected.feed_id

),

due_or_whole as (

    select metric_id, partner_id, sub_program_id, period_id from due
    union
    select metric_id, partner_id, 'all' as sub_program_id, period_id from due

),

reported as (

    select
        due.metric_id,
        due.partner_id,
        due.sub_program_id,
        due.period_id,
        case when inputs.has_figure then 1 else 0 end as has_reported
    from due_or_whole as due
    left join {{ ref("metric_inputs") }} as inputs
        on
            due.metric_id = inputs.metric_id
            and due.partner_id = inputs.partner_id
            and due.sub_program_id = inputs.sub_program_id
            and due.period_id = inputs.period_id

),

rolled_up as (

    select
        metric_id,
        {{ or_all("partner_id") }} as partner_id,
        sub_program_id,
        period_id,
        sum(has_reported) as partners_reported,
        count(*) as partners_due
    from reported
    group by grouping sets (
        (metric_id, sub_program_id, period_id, partner_id),
        (metric_id, sub_program_id, period_id)
    )

)

select
    metric_id,
    partner_id,
    sub_program_id,
    period_id,
    cast(partners_reported as {{ dbt.type_int() }}) as partners_reported,
    cast(partners_due as {{ dbt.type_int() }}) as partners_due,
    {{ ratio("partners_reported", "partners_due") }} as coverage
from rolled_up
