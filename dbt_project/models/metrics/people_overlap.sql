with served as (

    select distinct
        participation.partner_id,
        participation.sub_program_id,
        period.period_id,
        participation.person_key
    from {{ ref("fct_participation") }} as participation
    inner join {{ ref("dim_period") }} as period
        on participation.from_date between period.starts_on and period.ends_on

),

at_partner as (

    select partner_id, sub_program_id, period_id, person_key from served
    union
    select partner_id, 'all' as sub_program_id, period_id, person_key from served

),

partner_people as (

    select partner_id, sub_program_id, period_id, count(*) as people
    from at_partner
    group by partner_id, sub_program_id, period_id

),

everybody as (

    select sub_program_id, period_id, count(distinct person_key) as people
    from at_partner
    group by sub_program_id, period_id

),

in_both as (

    select
        one.partner_id,
        other.partner_id as other_partner_id,
        one.sub_program_id,
        one.period_id,
        count(*) as people_in_both
    from at_partner as one
    inner join at_partner as other
        on
            one.sub_program_id = other.sub_program_id
            and one.period_id = other.period_id
            and one.person_key = other.person_key
            and one.partner_id < other.partner_id
    group by one.partner_id, other.partner_id, one.sub_program_id, one.period_id

)

select
    'people_served' as metric_id,
    one.partner_id,
    other.partner_id as other_partner_id,
    one.sub_program_id,
    one.period_id,
    cast(one.people as {{ dbt.type_bigint() }}) as people,
    cast(other.people as {{ dbt.type_bigint() }}) as other_people,
    cast(coalesce(in_both.people_in_both, 0) as {{ dbt.type_bigint() }}) as people_in_both,
    cast(one.people - coalesce(in_both.people_in_both, 0) as {{ dbt.type_bigint() }}) as people_only_here,
    cast(other.people - coalesce(in_both.people_in_both, 0) as {{ dbt.type_bigint() }}) as people_only_there,
    cast(
        everybody.people - one.people - other.people + coalesce(in_both.people_in_both, 0)
        as {{ dbt.type_bigint() }}
    ) as people_elsewhere,
    {{ ratio("coalesce(in_both.people_in_both, 0)", "least(one.people, other.people)") }} as overlap
from partner_people as one
inner join partner_people as other
    on
        one.sub_program_id = other.sub_program_id
        and one.period_id = other.period_id
        and one.partner_id < other.partner_id
inner join everybody on one.sub_program_id = everybody.sub_program_id and one.period_id = everybody.period_id
left join in_both
    on
        one.partner_id = in_both.partner_id
        and other.partner_id = in_both.other_partner_id
        and one.sub_program_id = in_both.sub_program_id
        and one.period_id = in_both.period_id
