with source as (

    select * from {{ source("accepted", "outcome") }}

),

renamed as (

    select
        {{ staged_origin() }},
        source.person_token,
        source.local_token,
        source.outcome_type,
        source.school_year,
        source.outcome_date,
        source.result,
        source.instrument,
        source.documented
    from source
    {{ join_known_areas() }}

)

select * from renamed
