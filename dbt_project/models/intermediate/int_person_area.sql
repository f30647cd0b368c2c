with enrolment as (

    select person.partner_id, person.person_key, enrolment.area_id, enrolment.start_date
    from {{ ref("stg_enrolment") }} as enrolment
    inner join {{ ref("int_person") }} as person
        on
            enrolment.partner_id = person.partner_id
            and {{ same("enrolment.local_token", "person.local_token") }}
            and {{ same("enrolment.person_token", "person.person_token") }}
    where enrolment.area_id is not null

),

ranked as (

    select
        *,
        row_number() over (
            partition by partner_id, person_key
            order by start_date desc nulls last, area_id asc
        ) as place_at_partner,
        row_number() over (
            partition by person_key
            order by start_date desc nulls last, area_id asc
        ) as place_anywhere
    from enrolment

),

people as (

    select distinct partner_id, person_key from {{ ref("int_person") }}

)

select
    people.partner_id,
    people.person_key,
    coalesce(own.area_id, anywhere.area_id) as area_id
from people
left join ranked as own
    on people.partner_id = own.partner_id and people.person_key = own.person_key and own.place_at_partner = 1
left join ranked as anywhere
    on people.person_key = anywhere.person_key and anywhere.place_anywhere = 1
where coalesce(own.area_id, anywhere.area_id) is not null
