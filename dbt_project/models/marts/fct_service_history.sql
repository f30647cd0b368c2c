with participation as (

    select * from {{ ref("fct_participation") }}

),

first_times as (

    select person_key, min(from_date) as first_served_on
    from participation
    group by person_key

)

select
    participation.record_type,
    {% for column in fact_columns() -%}
    participation.{{ column }},
    {% endfor -%}
    participation.from_date,
    participation.to_date,
    first_times.first_served_on
from participation
inner join first_times on participation.person_key = first_times.person_key
