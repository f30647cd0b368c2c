with participation as (

    select
        served.partner_id,
        served.sub_program_id,
        cell.cell_area_id as area_id,
        period.period_id,
        served.person_key,
        served.person_key_strict,
        served.person_key_loose
    from {{ ref("fct_participation") }} as served
    inner join {{ ref("dim_period") }} as period on served.from_date between period.starts_on and period.ends_on
    inner join {{ ref("int_area_cell") }} as cell on {{ same("served.area_id", "cell.area_id") }}

),

counted as (

    select
        {{ or_all("partner_id") }} as partner_id,
        {{ or_all("sub_program_id") }} as sub_program_id,
        area_id,
        period_id,
        count(*) as services,
        count(distinct person_key) as unduplicated,
        count(distinct person_key_strict) as unduplicated_strict,
        count(distinct person_key_loose) as unduplicated_loose
    from participation
    group by {{ partner_grouping_sets(["area_id", "period_id"]) }}

),

person_places as (

    select
        {{ or_all("sub_program_id") }} as sub_program_id,
        area_id,
        period_id,
        person_key,
        count(distinct partner_id) as partners
    from participation
    group by grouping sets ((area_id, period_id, person_key, sub_program_id), (area_id, period_id, person_key))

),

across_partners as (

    select
        'all' as partner_id,
        sub_program_id,
        area_id,
        period_id,
        sum(partners) as duplicated,
        sum(case when partners = 1 then 1 else 0 end) as people_at_one,
        sum(case when partners = 2 then 1 else 0 end) as people_at_two,
        sum(case when partners >= 3 then 1 else 0 end) as people_at_three
    from person_places
    group by sub_program_id, area_id, period_id

),

-- People of partners that may only send totals can't be told from the others', so they are never added to them.
totals as (

    select
        total.partner_id,
        total.sub_program_id,
        coalesce(total.area_id, 'all') as area_id,
        total.period_id,
        total.numerator
    from {{ ref("fct_total") }} as total
    inner join {{ source("agenda", "partners") }} as partner on total.partner_id = partner.partner_id
    where
        partner.totals_only
        and total.metric_id = 'people_served'
        and total.group_type = 'all'
        and total.row_role = 'counted'
        and total.has_figure

),

partner_totals as (

    select partner_id, sub_program_id, area_id, period_id, sum(numerator) as counted_apart
    from totals
    where sub_program_id is not null
    group by partner_id, sub_program_id, area_id, period_id
    union all
    select
        partner_id,
        'all' as sub_program_id,
        area_id,
        period_id,
        coalesce(sum(case when sub_program_id is null then numerator end), sum(numerator)) as counted_apart
    from totals
    group by partner_id, area_id, period_id

),

apart as (

    select partner_id, sub_program_id, area_id, period_id, counted_apart from partner_totals
    union all
    select 'all' as partner_id, sub_program_id, area_id, period_id, sum(counted_apart) as counted_apart
    from partner_totals
    group by sub_program_id, area_id, period_id

),

places as (

    select partner_id, sub_program_id, area_id, period_id from counted
    union
    select partner_id, sub_program_id, area_id, period_id from apart

)

select
    'people_served' as metric_id,
    places.partner_id,
    places.sub_program_id,
    places.area_id,
    'all' as group_type,
    'all' as group_value,
    places.period_id,
    cast(counted.services as {{ dbt.type_bigint() }}) as services,
    cast(coalesce(across_partners.duplicated, counted.unduplicated) as {{ dbt.type_bigint() }}) as duplicated,
    cast(counted.unduplicated as {{ dbt.type_bigint() }}) as unduplicated,
    cast(counted.unduplicated_strict as {{ dbt.type_bigint() }}) as unduplicated_strict,
    cast(counted.unduplicated_loose as {{ dbt.type_bigint() }}) as unduplicated_loose,
    cast(across_partners.people_at_one as {{ dbt.type_bigint() }}) as people_at_one,
    cast(across_partners.people_at_two as {{ dbt.type_bigint() }}) as people_at_two,
    cast(across_partners.people_at_three as {{ dbt.type_bigint() }}) as people_at_three,
    1 - {{ ratio("counted.unduplicated", "across_partners.duplicated") }} as duplication_rate,
    cast(apart.counted_apart as {{ dbt.type_bigint() }}) as counted_apart
from places
left join counted
    on
        places.partner_id = counted.partner_id
        and places.sub_program_id = counted.sub_program_id
        and places.area_id = counted.area_id
        and places.period_id = counted.period_id
left join across_partners
    on
        places.partner_id = across_partners.partner_id
        and places.sub_program_id = across_partners.sub_program_id
        and places.area_id = across_partners.area_id
        and places.period_id = across_partners.period_id
left join apart
    on
        places.partner_id = apart.partner_id
        and places.sub_program_id = apart.sub_program_id
        and places.area_id = apart.area_id
        and places.period_id = apart.period_id
