{% set season = ["sub_program_id", "period_id"] %}

with period as (

    {{ seasons() }}

),

served as (

    select distinct fact.sub_program_id, period.period_id, fact.partner_id, fact.person_key
    from {{ ref("fct_participation") }} as fact
    inner join period on fact.from_date >= period.starts_on and fact.to_date <= period.ends_on

),

by_person as (

    select {{ season | join(", ") }}, person_key, count(*) as partners
    from served
    group by {{ season | join(", ") }}, person_key

),

at_any as (

    select
        {{ season | join(", ") }},
        'all' as partner_id,
        'all' as other_partner_id,
        sum(case when partners > 1 then 1 else 0 end) as served_by_both,
        count(*) as people,
        cast(null as {{ dbt.type_bigint() }}) as other_people
    from by_person
    group by {{ season | join(", ") }}

),

at_partner as (

    select {{ season | join(", ") }}, partner_id, count(*) as people
    from served
    group by {{ season | join(", ") }}, partner_id

),

met as (

    select
        one.sub_program_id,
        one.period_id,
        one.partner_id,
        other.partner_id as other_partner_id,
        count(*) as served_by_both
    from served as one
    inner join served as other
        on
            one.sub_program_id = other.sub_program_id
            and one.period_id = other.period_id
            and one.person_key = other.person_key
            and one.partner_id < other.partner_id
    group by one.sub_program_id, one.period_id, one.partner_id, other.partner_id

),

pairs as (

    select
        met.sub_program_id,
        met.period_id,
        met.partner_id,
        met.other_partner_id,
        met.served_by_both,
        one.people,
        other.people as other_people
    from met
    inner join at_partner as one
        on
            met.sub_program_id = one.sub_program_id
            and met.period_id = one.period_id
            and met.partner_id = one.partner_id
    inner join at_partner as other
        on
            met.sub_program_id = other.sub_program_id
            and met.period_id = other.period_id
            and met.other_partner_id = other.partner_id

),

overlap as (

    select * from at_any
    union all
    select * from pairs

)

select
    {{ season | join(", ") }},
    partner_id,
    other_partner_id,
    cast(served_by_both as {{ dbt.type_bigint() }}) as served_by_both,
    cast(people as {{ dbt.type_bigint() }}) as people,
    cast(other_people as {{ dbt.type_bigint() }}) as other_people,
    cast(people - served_by_both as {{ dbt.type_bigint() }}) as only_first,
    cast(other_people - served_by_both as {{ dbt.type_bigint() }}) as only_other,
    {{ ratio("served_by_both", "least(people, coalesce(other_people, people))") }} as overlap
from overlap
