with requests as (

    select
        'request' as record_type,
        {{ fact_columns() | join(", ") }},
        delivered_on as from_date,
        delivered_on as to_date,
        item_category,
        quantity_delivered as quantity,
        household_size,
        cast({{ dbt.datediff("from_date", "delivered_on", "day") }} as {{ dbt.type_int() }}) as days_waited
    from {{ ref("fct_request") }}
    where delivered_on is not null

),

-- Things that were handed over without a request before it.
services as (

    select
        'service' as record_type,
        {{ fact_columns() | join(", ") }},
        from_date,
        to_date,
        item_category,
        quantity,
        household_size,
        cast(null as {{ dbt.type_int() }}) as days_waited
    from {{ ref("fct_service") }}
    where item_category is not null

)

select * from requests
union all
select * from services
