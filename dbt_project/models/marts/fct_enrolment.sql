with enrolment as (

    {{ person_rows("stg_enrolment", ["start_date", "end_date"]) }}

)

select
    {{ fact_columns() | join(", ") }},
    start_date as from_date,
    coalesce(end_date, cast('9999-12-31' as date)) as to_date
from enrolment
