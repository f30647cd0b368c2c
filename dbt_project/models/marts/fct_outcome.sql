with outcome as (

    {{ person_rows(
        "stg_outcome", ["outcome_type", "school_year", "outcome_date", "result", "instrument", "documented"]
    ) }}

)

select
    {% for column in fact_columns() %}outcome.{{ column }}, {% endfor %}
    cohort_year.starts_on as from_date,
    cohort_year.ends_on as to_date,
    outcome.outcome_type,
    outcome.school_year,
    outcome.outcome_date,
    outcome.result,
    outcome.instrument,
    outcome.documented
from outcome
left join {{ ref("dim_period") }} as cohort_year
    on outcome.school_year = cohort_year.period_id and cohort_year.period_type = 'school_year'
