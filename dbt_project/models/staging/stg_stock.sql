with source as (

    select * from {{ source("accepted", "stock") }}

),

renamed as (

    select
        {{ staged_origin() }},
        source.stock_date,
        source.item_category,
        source.item,
        source.unit,
        cast(source.on_hand as decimal(14, 2)) as on_hand,
        cast(source.received as decimal(14, 2)) as received,
        cast(source.issued as decimal(14, 2)) as issued,
        cast(source.requested as decimal(14, 2)) as requested,
        cast(source.days_out as {{ dbt.type_int() }}) as days_out,
        source.counted_on
    from source
    {{ join_known_areas() }}

)

select * from renamed
