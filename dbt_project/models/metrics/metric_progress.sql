with whole as (

    select figure.metric_id, figure.sub_program_id, figure.period_id, figure.value, period.period_type, period.ends_on
    from {{ ref("metric_figures") }} as figure
    inner join {{ ref("dim_period") }} as period on figure.period_id = period.period_id
    where figure.partner_id = 'all' and figure.area_id = 'all' and figure.group_type = 'all'

),

targets as (

    select
        target.metric_id,
        target.sub_program_id,
        target.baseline_period_id,
        target.target_period_id,
        target.target_value,
        target.baseline_value is null as is_baseline_measured,
        coalesce(target.baseline_value, measured.value) as baseline_value,
        target_period.ends_on as target_ends_on,
        coalesce(target_period.period_type, baseline_period.period_type) as period_type
    from {{ source("agenda", "targets") }} as target
    left join {{ ref("dim_period") }} as target_period on target.target_period_id = target_period.period_id
    left join {{ ref("dim_period") }} as baseline_period on target.baseline_period_id = baseline_period.period_id
    left join whole as measured
        on
            target.metric_id = measured.metric_id
            and target.sub_program_id = measured.sub_program_id
            and target.baseline_period_id = measured.period_id

),

-- With several targets, a period is measured against the next one to come, and after the last against the last.
ranked as (

    select
        whole.metric_id,
        whole.sub_program_id,
        whole.period_id,
        whole.value,
        targets.baseline_period_id,
        targets.is_baseline_measured,
        targets.baseline_value,
        targets.target_period_id,
        targets.target_value,
        row_number() over (
            partition by whole.metric_id, whole.sub_program_id, whole.period_id
            order by
                case when targets.target_ends_on < whole.ends_on then 1 else 0 end,
                case when targets.target_ends_on >= whole.ends_on then targets.target_ends_on end asc nulls last,
                targets.target_ends_on desc nulls last,
                targets.target_period_id
        ) as place
    from whole
    inner join targets
        on
            whole.metric_id = targets.metric_id
            and whole.sub_program_id = targets.sub_program_id
            and whole.period_type = targets.period_type

)

select
    metric_id,
    sub_program_id,
    period_id,
    baseline_period_id,
    is_baseline_measured,
    cast(baseline_value as double) as baseline,
    target_period_id,
    cast(target_value as double) as target,
    -- Nothing added, except that a falling measure that stands still is at 0 and not at -0.
    cast((value - baseline_value) / nullif(target_value - baseline_value, 0) + 0.0 as double) as progress
from ranked
where place = 1
