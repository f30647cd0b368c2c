with source as (

    select * from {{ source("accepted", "volunteering") }}

),

renamed as (

    select
        {{ staged_origin() }},
        source.person_token,
        source.local_token,
        source.shift_date,
        source.role,
        cast(source.hours_offered as decimal(12, 2)) as hours_offered,
        cast(source.hours_given as decimal(12, 2)) as hours_given,
        source.attended
    from source
    {{ join_known_areas() }}

)

select * from renamed
