with numbered as (

    select
        period_id,
        ends_on <= as_of as is_complete,
        row_number() over (partition by period_type order by starts_on) as number
    from {{ ref("dim_period") }}

),

actuals as (

    select
        progress.*,
        figure.metric_version,
        figure.value,
        figure.numerator,
        figure.denominator,
        figure.people,
        current_period.is_complete,
        current_period.number - baseline_period.number as periods_since,
        target_period.number - baseline_period.number as periods_in_all,
        target_period.number - current_period.number as periods_to_target,
        case metric.direction
            when 'increase' then 1
            when 'decrease' then -1
            else sign(progress.target - progress.baseline)
        end as polarity
    from {{ ref("metric_progress") }} as progress
    inner join {{ ref("metric_figures") }} as figure
        on
            progress.metric_id = figure.metric_id
            and progress.sub_program_id = figure.sub_program_id
            and progress.period_id = figure.period_id
            and figure.partner_id = 'all'
            and figure.area_id = 'all'
            and figure.group_type = 'all'
    inner join {{ ref("dim_metric") }} as metric on progress.metric_id = metric.metric_id
    inner join numbered as current_period on progress.period_id = current_period.period_id
    -- A period that the calendar does not know has no distance to the others, so what rests on it stays unknown.
    left join numbered as baseline_period on progress.baseline_period_id = baseline_period.period_id
    left join numbered as target_period on progress.target_period_id = target_period.period_id

),

-- The line runs straight from the baseline to the target and stays there.
with_line as (

    select
        *,
        baseline
        + (target - baseline) * case
            when periods_since >= periods_in_all then 1
            else {{ ratio("periods_since", "periods_in_all") }}
        end as line_value
    from actuals
    where coalesce(periods_since, 0) >= 0

),

-- Nine digits are kept, so that a figure that stands on the line or on the target does so in binary fractions too, and
-- nothing is added, so that it stands at 0 and not at -0.
beside_line as (

    select
        *,
        case
            when polarity <> 0 then round(polarity * (value - line_value), 9) + 0.0
            else 0.0 - abs(round(value - line_value, 9))
        end as ahead_of_line,
        case
            when polarity <> 0 then round(polarity * (value - target), 9) >= 0 else round(value - target, 9) = 0
        end as is_reached
    from with_line

)

select
    metric_id,
    metric_version,
    sub_program_id,
    period_id,
    is_complete,
    baseline_period_id,
    case when is_baseline_measured then baseline_period_id else period_id end as rests_on_period_id,
    target_period_id,
    numerator,
    denominator,
    people,
    value,
    baseline,
    target,
    line_value,
    ahead_of_line,
    cast(periods_since as {{ dbt.type_int() }}) as periods_since,
    cast(
        case when periods_to_target > 0 then periods_to_target when periods_to_target <= 0 then 0 end
        as {{ dbt.type_int() }}
    ) as periods_left,
    case when is_complete then (value - baseline) / nullif(cast(periods_since as double), 0) end as pace_so_far,
    case
        when not is_complete then null
        when is_reached then cast(0 as double)
        when periods_to_target > 0 then (target - value) / cast(periods_to_target as double)
    end as pace_needed,
    case when is_complete then ahead_of_line >= 0 end as is_on_track,
    case
        when not is_complete then 'under_way'
        when is_reached then 'reached'
        when value is null then 'unknown'
        when periods_to_target <= 0 then 'missed'
        when ahead_of_line >= 0 then 'on_track'
        when ahead_of_line < 0 then 'behind'
        else 'unknown'
    end as standing
from beside_line
