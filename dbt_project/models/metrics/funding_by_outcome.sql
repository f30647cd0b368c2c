with placed as (

    select
        period.period_id,
        funding.currency,
        funding.sub_program_id,
        funding.outcome_id,
        funding.amount
    from {{ ref("fct_funding_month") }} as funding
    inner join {{ ref("dim_period") }} as period
        on funding.from_date >= period.starts_on and funding.from_date <= period.ends_on
    where
        funding.kind <> 'disbursement'
        and period.period_type in ('school_year', 'calendar_year', 'quarter', 'month')

),

-- Money for a sub-program is for every outcome that it serves; nobody said how much for which.
linked as (

    select period_id, currency, outcome_id, amount as own_amount, cast(0 as decimal(18, 2)) as shared_amount
    from placed
    where outcome_id is not null
    union all
    select placed.period_id, placed.currency, serves.outcome_id, cast(0 as decimal(18, 2)), placed.amount
    from placed
    inner join {{ source("agenda", "sub_program_outcomes") }} as serves
        on placed.sub_program_id = serves.sub_program_id
    where placed.outcome_id is null

)

select
    outcome_id,
    period_id,
    currency,
    cast(sum(own_amount) as decimal(18, 2)) as own_amount,
    cast(sum(shared_amount) as decimal(18, 2)) as shared_amount
from linked
group by outcome_id, period_id, currency
