{% set place = ["metric_id", "sub_program_id", "period_id"] %}

with claimed as (

    select
        {{ place | join(", ") }},
        count(distinct partner_id) as partners_claiming,
        sum(people) as people_claimed
    from {{ source("agenda", "claims") }}
    group by {{ place | join(", ") }}

),

whole as (

    select {{ place | join(", ") }}, numerator, denominator, value, baseline
    from {{ ref("metric_values") }}
    where partner_id = 'all' and area_id = 'all' and group_type = 'all'

),

-- A baseline that the agenda states rests on no other cell than the row's own.
stated as (

    select
        whole.metric_id,
        whole.sub_program_id,
        whole.period_id,
        min(case when target.baseline_value is null then target.baseline_period_id else whole.period_id end)
            as baseline_period_id
    from whole
    inner join {{ source("agenda", "targets") }} as target
        on whole.metric_id = target.metric_id and whole.sub_program_id = target.sub_program_id
    left join whole as measured
        on
            target.metric_id = measured.metric_id
            and target.sub_program_id = measured.sub_program_id
            and target.baseline_period_id = measured.period_id
    where whole.baseline = coalesce(target.baseline_value, measured.value)
    group by whole.metric_id, whole.sub_program_id, whole.period_id

),

-- Without a goal, the change is the change since the period before.
with_baseline as (

    select
        claimed.metric_id,
        claimed.sub_program_id,
        claimed.period_id,
        coalesce(stated.baseline_period_id, period.previous_period_id) as baseline_period_id,
        claimed.partners_claiming,
        claimed.people_claimed,
        case metric.direction when 'decrease' then -1 else 1 end as way,
        whole.numerator,
        whole.denominator,
        cast(case when stated.period_id is not null then whole.baseline else earlier.value end as double) as baseline
    from claimed
    inner join {{ ref("dim_metric") }} as metric on claimed.metric_id = metric.metric_id
    inner join {{ ref("dim_period") }} as period on claimed.period_id = period.period_id
    left join whole
        on {% for column in place %}claimed.{{ column }} = whole.{{ column }}{{ " and " if not loop.last }}{% endfor %}

    left join stated
        on {% for column in place %}claimed.{{ column }} = stated.{{ column }}{{ " and " if not loop.last }}{% endfor %}

    left join whole as earlier
        on
            claimed.metric_id = earlier.metric_id
            and claimed.sub_program_id = earlier.sub_program_id
            and period.previous_period_id = earlier.period_id

),

-- A rate of the baseline is laid on the people of today, so that growth alone is no change.
changed as (

    select
        *,
        cast(baseline * coalesce(cast(denominator as double), 1) as double) as people_expected
    from with_baseline

)

select
    {{ place | join(", ") }},
    baseline_period_id,
    cast(partners_claiming as {{ dbt.type_int() }}) as partners_claiming,
    cast(people_claimed as {{ dbt.type_bigint() }}) as people_claimed,
    numerator,
    denominator,
    baseline,
    people_expected,
    cast(way * (cast(numerator as double) - people_expected) as double) as people_changed,
    -- Claims are whole people: half a person above the change is above it.
    people_claimed - way * (cast(numerator as double) - people_expected) >= 0.5 as exceeds
from changed
