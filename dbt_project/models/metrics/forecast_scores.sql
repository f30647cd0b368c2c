with actuals as (

    select
        figure.metric_id,
        figure.metric_version,
        figure.sub_program_id,
        figure.period_id,
        figure.value,
        case metric.direction when 'increase' then 1 when 'decrease' then -1 end as polarity
    from {{ ref("metric_figures") }} as figure
    inner join {{ ref("dim_metric") }} as metric on figure.metric_id = metric.metric_id
    inner join {{ ref("dim_period") }} as period on figure.period_id = period.period_id
    where
        figure.partner_id = 'all'
        and figure.area_id = 'all'
        and figure.group_type = 'all'
        and figure.value is not null
        and period.ends_on <= period.as_of

)

select
    frozen.metric_id,
    cast(frozen.metric_version as {{ dbt.type_int() }}) as metric_version,
    frozen.sub_program_id,
    frozen.period_id,
    frozen.made_on,
    frozen.data_version,
    frozen.method,
    cast(frozen.points as {{ dbt.type_int() }}) as points,
    cast(frozen.periods_ahead as {{ dbt.type_int() }}) as periods_ahead,
    frozen.forecast,
    frozen.forecast_lower,
    frozen.forecast_upper,
    actuals.value as actual,
    actuals.value - frozen.forecast as error,
    actuals.polarity * (actuals.value - frozen.forecast) as turn,
    actuals.value between frozen.forecast_lower and frozen.forecast_upper as is_within_interval,
    frozen.made_from
from {{ source("ledger", "frozen_forecasts") }} as frozen
-- A forecast of another definition is not scored by this one.
inner join actuals
    on
        frozen.metric_id = actuals.metric_id
        and frozen.metric_version = actuals.metric_version
        and frozen.sub_program_id = actuals.sub_program_id
        and frozen.period_id = actuals.period_id
