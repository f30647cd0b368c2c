with participation as (

    select * from {{ ref("fct_participation") }}

),

-- Who has a first time before a period, in a place and in whatever the place is part of, is not new there.
ranked as (

    select
        *,
        row_number() over (
            partition by person_key, partner_id, sub_program_id, area_id
            order by from_date, record_type, feed_id, batch_id, row_number
        ) as place
    from participation

)

select 'served' as told, record_type, {{ fact_columns() | join(", ") }}, from_date, to_date
from participation
union all
select
    'first_served' as told,
    record_type,
    {{ fact_columns() | join(", ") }},
    from_date,
    cast('9999-12-31' as date) as to_date
from ranked
where place = 1
