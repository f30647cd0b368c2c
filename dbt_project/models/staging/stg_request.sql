with source as (

    select * from {{ source("accepted", "request") }}

),

renamed as (

    select
        {{ staged_origin() }},
        source.person_token,
        source.local_token,
        source.request_date,
        source.item_category,
        cast(source.quantity_requested as decimal(12, 2)) as quantity_requested,
        cast(source.quantity_delivered as decimal(12, 2)) as quantity_delivered,
        source.delivered_on,
        source.status,
        cast(source.household_size as {{ dbt.type_int() }}) as household_size,
        source.channel
    from source
    {{ join_known_areas() }}

)

select * from renamed
