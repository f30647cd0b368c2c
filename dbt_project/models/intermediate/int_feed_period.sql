-- How far each enrolment feed's knowledge goes: an open spell says nothing of the time after it.
with enrolment_horizon as (

    select partner_id, feed_id, max(start_date) as last_start, max(end_date) as last_end
    from {{ ref("stg_enrolment") }}
    group by partner_id, feed_id

),

spans as (

    select
        enrolment.partner_id,
        enrolment.feed_id,
        enrolment.sub_program_id,
        enrolment.start_date as from_date,
        coalesce(enrolment.end_date, {{ larger_known("horizon.last_start", "horizon.last_end") }}) as to_date,
        'overlapping' as falls
    from {{ ref("stg_enrolment") }} as enrolment
    inner join enrolment_horizon as horizon
        on enrolment.partner_id = horizon.partner_id and enrolment.feed_id = horizon.feed_id
    union
    {% for record_type, day in reporting_days().items() -%}
    select partner_id, feed_id, sub_program_id, {{ day }}, {{ day }}, 'within' from {{ ref("stg_" ~ record_type) }}
    union
    {% endfor -%}
    select partner_id, feed_id, sub_program_id, month_starts_on, last_day(month_starts_on), 'within'
    from {{ ref("stg_attendance") }}
    union
    select
        outcome.partner_id,
        outcome.feed_id,
        outcome.sub_program_id,
        cohort_year.starts_on,
        cohort_year.ends_on,
        'within'
    from {{ ref("stg_outcome") }} as outcome
    inner join {{ source("agenda", "periods") }} as cohort_year on outcome.school_year = cohort_year.period_id
    union
    select total.partner_id, total.feed_id, total.sub_program_id, period.starts_on, period.ends_on, 'within'
    from {{ ref("stg_total") }} as total
    inner join {{ source("agenda", "periods") }} as period on total.period_id = period.period_id
    union
    -- A list of places tells which are open for as long as it is in force.
    select
        site.partner_id,
        site.feed_id,
        site.sub_program_id,
        coalesce(site.opens_on, cast('1900-01-01' as date)),
        initiative.as_of,
        'overlapping'
    from {{ ref("stg_site") }} as site
    cross join {{ source("agenda", "initiative") }} as initiative

)

select distinct spans.partner_id, spans.feed_id, spans.sub_program_id, period.period_id
from spans
inner join {{ source("agenda", "periods") }} as period
    on
        (spans.falls = 'within' and spans.from_date >= period.starts_on and spans.to_date <= period.ends_on)
        or (
            spans.falls = 'overlapping'
            and spans.from_date <= period.ends_on
            and spans.to_date >= period.starts_on
        )
