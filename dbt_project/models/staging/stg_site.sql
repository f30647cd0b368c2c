with source as (

    select * from {{ source("accepted", "site") }}

),

renamed as (

    select
        {{ staged_origin() }},
        source.site_id,
        source.site_name,
        source.street,
        source.city,
        source.postcode,
        cast(source.latitude as decimal(9, 6)) as latitude,
        cast(source.longitude as decimal(9, 6)) as longitude,
        source.site_type,
        source.open_hours,
        source.opens_on,
        source.closes_on,
        source.accepts
    from source
    {{ join_known_areas() }}

)

select * from renamed
