with enrolment as (

    select * from {{ ref("fct_enrolment") }}

)

select
    {{ fact_columns() | join(", ") }},
    -- A later stay belongs to every period since the first one began: it tells who came back.
    min(from_date) over (partition by person_key) as from_date,
    to_date,
    from_date as started_on
from enrolment
