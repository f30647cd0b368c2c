with graduation as (

    select * from {{ ref("fct_outcome") }} where outcome_type = 'graduation'

),

horizons as (

    {% for years in [4, 5, 6] -%}
    select
        *,
        {{ years }} as years,
        cast(to_date + interval '{{ (years - 4) * 12 }} month' as date) as completed_by
    from graduation
    {%- if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}

),

-- Without a date a status is taken as in time: the cohort's own year is what the partner reported it for.
timed as (

    select
        *,
        case when outcome_date > completed_by then 0 else 1 end as in_time
    from horizons

),

-- What the student was by the end of that year; who is only told of later was not done, and is in the cohort still.
ranked as (

    select
        *,
        row_number() over (
            partition by person_key, partner_id, sub_program_id, school_year, years
            order by in_time desc, outcome_date desc nulls last, row_number desc, feed_id desc, batch_id desc
        ) as place
    from timed

)

select
    {{ fact_columns() | join(", ") }},
    from_date,
    to_date,
    school_year,
    cast(years as {{ dbt.type_int() }}) as years,
    completed_by,
    result,
    result = 'regular_diploma' and in_time = 1 as graduated,
    -- 34 CFR 200.19(b)(1): only a confirmation in writing takes a student out of the cohort.
    result in ('transferred_out', 'emigrated', 'died') and in_time = 1 and coalesce(documented, false) as removed
from ranked
where place = 1
