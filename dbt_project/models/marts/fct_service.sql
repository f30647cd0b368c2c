with service as (

    {{
        person_rows(
            "stg_service",
            ["service_date", "service_type", "hours", "item_category", "quantity", "household_size"]
        )
    }}

)

select
    {{ fact_columns() | join(", ") }},
    service_date as from_date,
    service_date as to_date,
    service_type,
    hours,
    item_category,
    quantity,
    household_size
from service
