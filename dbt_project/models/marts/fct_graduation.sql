with graduation as (

    select
        *,
        row_number() over (
            partition by person_key, partner_id, sub_program_id, school_year
            order by outcome_date desc nulls last, row_number desc, feed_id desc, batch_id desc
        ) as place
    from {{ ref("fct_outcome") }}
    where outcome_type = 'graduation'

)

select
    {{ fact_columns() | join(", ") }},
    from_date,
    to_date,
    school_year,
    result,
    -- Without a date the diploma is taken as in time: the cohort's own year is what the partner reported it for.
    result = 'regular_diploma' and (outcome_date is null or outcome_date <= to_date) as graduated_on_time,
    -- 34 CFR 200.19(b)(1): only a confirmation in writing takes a student out of the cohort.
    result in ('transferred_out', 'emigrated', 'died') and coalesce(documented, false) as removed
from graduation
where place = 1
