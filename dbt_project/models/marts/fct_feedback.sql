with feedback as (

    {{ person_rows("stg_feedback", ["feedback_date", "question_id", "role", "answer_words", "may_quote", "score"], anonymous=true) }}

)

select
    {{ fact_columns() | join(", ") }},
    feedback_date as from_date,
    feedback_date as to_date,
    question_id,
    role,
    answer_words,
    may_quote,
    score
from feedback
