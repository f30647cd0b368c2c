with service as (

    select 'service' as record_type, {{ fact_columns() | join(", ") }}, from_date, to_date
    from {{ ref("fct_service") }}

),

-- A day present at a program is a service received; a day at school is not.
attendance as (

    select 'attendance' as record_type, {{ fact_columns() | join(", ") }}, from_date, to_date
    from {{ ref("fct_attendance") }}
    where setting = 'program' and days_enrolled > days_absent

)

select * from service
union all
select * from attendance
