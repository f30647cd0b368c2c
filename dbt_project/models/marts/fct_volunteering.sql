with volunteering as (

    {{ person_rows("stg_volunteering", ["shift_date", "role", "hours_offered", "hours_given", "attended"]) }}

)

select
    {{ fact_columns() | join(", ") }},
    shift_date as from_date,
    shift_date as to_date,
    role,
    hours_offered,
    coalesce(hours_given, 0) as hours_given,
    attended
from volunteering
