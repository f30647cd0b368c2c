with source as (

    select * from {{ source("accepted", "capacity") }}

),

renamed as (

    select
        {{ staged_origin() }},
        source.capacity_date,
        source.capacity_type,
        cast(source.needed as {{ dbt.type_int() }}) as needed,
        cast(source.offered as {{ dbt.type_int() }}) as offered,
        cast(source.filled as {{ dbt.type_int() }}) as filled,
        cast(source.hours_needed as decimal(12, 2)) as hours_needed,
        cast(source.hours_given as decimal(12, 2)) as hours_given,
        source.updated_on
    from source
    {{ join_known_areas() }}

)

select * from renamed
