with source as (

    select * from {{ source("accepted", "feedback") }}

),

renamed as (

    select
        {{ staged_origin() }},
        source.person_token,
        source.local_token,
        source.feedback_date,
        source.question as question_id,
        source.role,
        cast(source.answer_words as {{ dbt.type_int() }}) as answer_words,
        coalesce(source.may_quote, false) as may_quote,
        source.score
    from source
    {{ join_known_areas() }}

)

select * from renamed
