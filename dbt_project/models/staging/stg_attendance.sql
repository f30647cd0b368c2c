with source as (

    select * from {{ source("accepted", "attendance") }}

),

renamed as (

    select
        {{ staged_origin() }},
        source.person_token,
        source.local_token,
        source.setting,
        source.month as month_starts_on,
        cast(source.days_enrolled as {{ dbt.type_int() }}) as days_enrolled,
        cast(source.days_absent as {{ dbt.type_int() }}) as days_absent
    from source
    {{ join_known_areas() }}

)

select * from renamed
