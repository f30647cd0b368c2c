with source as (

    select * from {{ source("accepted", "service") }}

),

renamed as (

    select
        {{ staged_origin() }},
        source.person_token,
        source.local_token,
        source.service_date,
        source.service_type,
        cast(source.hours as decimal(9, 2)) as hours,
        source.item_category,
        cast(source.quantity as decimal(12, 2)) as quantity,
        cast(source.household_size as {{ dbt.type_int() }}) as household_size
    from source
    {{ join_known_areas() }}

)

select * from renamed
