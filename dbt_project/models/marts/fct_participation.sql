with service as (

    select 'service' as record_type, {{ fact_columns() | join(", ") }}, from_date, to_date
    from {{ ref("fct_service") }}

),

-- A day present at a program is a service received; a day at school is not.
attendance as (

    select 'attendance' as record_type, {{ fact_columns() | join(", ") }}, from_date, to_date
    from {{ ref("fct_attendance") }}
    where setting = 'program' and days_enrolled > days_absent

),

-- Who got something of what was asked for was served on the day of the delivery; asking alone is no service.
delivered as (

    select
        'request' as record_type,
        {{ fact_columns() | join(", ") }},
        delivered_on as from_date,
        delivered_on as to_date
    from {{ ref("fct_request") }}
    where delivered_on is not null

)

select * from service
union all
select * from attendance
union all
select * from delivered
