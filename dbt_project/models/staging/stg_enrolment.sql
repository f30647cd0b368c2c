with source as (

    select * from {{ source("accepted", "enrolment") }}

),

renamed as (

    select
        {{ staged_origin() }},
        source.person_token,
        source.local_token,
        source.start_date,
        source.end_date
        {%- for group_type in group_types() %},
        source.{{ group_type }}
        {%- endfor %}
    from source
    {{ join_known_areas() }}

)

select * from renamed
