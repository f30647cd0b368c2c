with attendance as (

    {{ person_rows("stg_attendance", ["setting", "month_starts_on", "days_enrolled", "days_absent"]) }}

)

select
    {{ fact_columns() | join(", ") }},
    month_starts_on as from_date,
    cast(last_day(month_starts_on) as date) as to_date,
    setting,
    days_enrolled,
    days_absent
from attendance
