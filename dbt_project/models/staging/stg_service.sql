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
        cast(source.hours as decimal(9, 2)) as hours
    from source
    {{ join_known_areas() }}

)

select * from renamed
