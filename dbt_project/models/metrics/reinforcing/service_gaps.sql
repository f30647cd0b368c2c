{% set place = ["sub_program_id", "area_id", "group_type", "group_value", "period_id"] %}

with season as (

    {{ seasons() }}

),

enrolled as (

    select distinct fact.person_key, fact.sub_program_id, season.period_id, fact.area_id
    from {{ ref("fct_enrolment") }} as fact
    inner join season on fact.from_date <= season.ends_on and fact.to_date >= season.starts_on

),

served as (

    select distinct
        fact.person_key,
        fact.sub_program_id,
        season.period_id,
        fact.area_id,
        fact.partner_id,
        {{ month_number("fact.from_date") }} as month_number
    from {{ ref("fct_participation") }} as fact
    inner join season on fact.from_date >= season.starts_on and fact.to_date <= season.ends_on

),

-- One line per person, place and what is known there: enrolled, or served by a partner in a month.
known as (

    select person_key, sub_program_id, period_id, area_id, 1 as is_enrolled, 0 as is_served,
        cast(null as {{ dbt.type_string() }}) as partner_id, cast(null as {{ dbt.type_bigint() }}) as month_number
    from enrolled
    union all
    select person_key, sub_program_id, period_id, area_id, 0 as is_enrolled, 1 as is_served, partner_id, month_number
    from served

),

in_sub_program as (

    select * from known
    union all
    select person_key, 'all' as sub_program_id, period_id, area_id, is_enrolled, is_served, partner_id, month_number
    from known

),

placed as (

    select
        known.sub_program_id,
        cell.cell_area_id as area_id,
        belongs.group_type,
        belongs.group_value,
        known.period_id,
        known.person_key,
        known.is_enrolled,
        known.is_served,
        known.partner_id,
        known.month_number
    from in_sub_program as known
    inner join {{ ref("int_area_cell") }} as cell on {{ same("known.area_id", "cell.area_id") }}
    inner join {{ ref("int_person_group") }} as belongs on known.person_key = belongs.person_key

),

by_person as (

    select {{ place | join(", ") }}, person_key, max(is_enrolled) as is_enrolled, max(is_served) as is_served
    from placed
    group by {{ place | join(", ") }}, person_key

),

people as (

    select
        {{ place | join(", ") }},
        sum(is_enrolled) as people_enrolled,
        sum(is_served) as people_served,
        sum(case when is_enrolled = 1 and is_served = 0 then 1 else 0 end) as people_without_service
    from by_person
    group by {{ place | join(", ") }}

),

presence as (

    select
        {{ place | join(", ") }},
        count(distinct partner_id) as partners_present,
        count(distinct month_number) as months_served
    from placed
    where is_served = 1
    group by {{ place | join(", ") }}

),

-- Where nobody is enrolled and nobody served stands here too: that is the gap.
area as (

    select area_id, population from {{ ref("dim_area") }}
    union all
    select 'all' as area_id, cast(null as {{ dbt.type_bigint() }}) as population

),

groups_known as (

    select distinct group_type, group_value from {{ ref("int_person_group") }}

),

active as (

    select distinct sub_program_id, period_id from in_sub_program

),

every_place as (

    select
        active.sub_program_id,
        area.area_id,
        groups_known.group_type,
        groups_known.group_value,
        active.period_id,
        case when groups_known.group_type = 'all' then area.population end as population,
        {{ month_number("season.told_until") }} - {{ month_number("season.starts_on") }} + 1 as months
    from active
    inner join season on active.period_id = season.period_id
    cross join area
    cross join groups_known

)

select
    {% for column in place %}every_place.{{ column }}, {% endfor %}
    every_place.population,
    {{ to_fives("people.people_enrolled") }} as people_enrolled,
    {{ to_fives("people.people_served") }} as people_served,
    {{ to_fives("people.people_without_service") }} as people_without_service,
    cast(coalesce(presence.partners_present, 0) as {{ dbt.type_int() }}) as partners_present,
    cast(every_place.months as {{ dbt.type_int() }}) as months,
    cast(every_place.months - coalesce(presence.months_served, 0) as {{ dbt.type_int() }}) as months_with_none
from every_place
left join people
    on {% for column in place %}every_place.{{ column }} = people.{{ column }}{{ " and " if not loop.last }}{% endfor %}

left join presence
    on {% for column in place %}every_place.{{ column }} = presence.{{ column }}{{ " and " if not loop.last }}{% endfor %}
