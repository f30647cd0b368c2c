{% set place = ["period_id", "currency"] %}

with placed as (

    select
        period.period_id,
        funding.currency,
        coalesce(funding.partner_id, 'none') as partner_id,
        coalesce(funding.sub_program_id, 'none') as sub_program_id,
        funding.funder,
        funding.funding_id,
        funding.kind,
        funding.amount,
        funding.cost
    from {{ ref("fct_funding_month") }} as funding
    inner join {{ ref("dim_period") }} as period
        on funding.from_date >= period.starts_on and funding.from_date <= period.ends_on
    -- A month is the smallest part of a grant.
    where period.period_type in ('school_year', 'calendar_year', 'quarter', 'month')

),

rolled_up as (

    select
        period_id,
        currency,
        {{ or_all("partner_id") }} as partner_id,
        {{ or_all("sub_program_id") }} as sub_program_id,
        {% for kind in ["grant", "in_kind", "investment", "loan", "disbursement"] -%}
        sum(case when kind = '{{ kind }}' then amount else 0 end) as {{ kind }}_amount,
        {% endfor -%}
        sum(case when kind <> 'disbursement' then amount else 0 end) as awarded_amount,
        sum(coalesce(cost, 0)) as cost,
        count(distinct case when cost is null then {{ dbt.concat(["funder", "' '", "funding_id"]) }} end)
        as subsidies_unknown
    from placed
    group by {{ partner_grouping_sets(place) }}

)

select
    partner_id,
    sub_program_id,
    period_id,
    currency,
    cast(awarded_amount as decimal(18, 2)) as awarded_amount,
    {% for kind in ["grant", "in_kind", "investment", "loan", "disbursement"] -%}
    cast({{ kind }}_amount as decimal(18, 2)) as {{ kind }}_amount,
    {% endfor -%}
    cast(cost as decimal(18, 2)) as cost,
    cast(subsidies_unknown as {{ dbt.type_int() }}) as subsidies_unknown
from rolled_up
