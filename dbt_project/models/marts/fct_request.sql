with request as (

    {{
        person_rows(
            "stg_request",
            [
                "request_date",
                "item_category",
                "quantity_requested",
                "quantity_delivered",
                "delivered_on",
                "status",
                "household_size",
                "channel"
            ]
        )
    }}

)

select
    {{ fact_columns() | join(", ") }},
    request_date as from_date,
    request_date as to_date,
    item_category,
    quantity_requested,
    case
        when status = 'met' then coalesce(quantity_delivered, quantity_requested)
        else coalesce(quantity_delivered, 0)
    end as quantity_delivered,
    delivered_on,
    status,
    household_size,
    channel
from request
