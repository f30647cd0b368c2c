with published as (

    select
        'feed' as told_in,
        partner_id as told_by,
        feed_id,
        batch_id,
        grant_id as funding_id,
        funder,
        kind,
        award_id,
        recipient_partner_id as partner_id,
        sub_program_id,
        outcome_id,
        amount,
        currency,
        interest_rate,
        market_rate,
        subsidy_amount,
        from_date as first_day,
        to_date as last_day
    from {{ ref("fct_funding") }}

),

written as (

    select
        'agenda' as told_in,
        cast(null as {{ dbt.type_string() }}) as told_by,
        cast(null as {{ dbt.type_string() }}) as feed_id,
        cast(null as {{ dbt.type_string() }}) as batch_id,
        funding_id,
        funder,
        kind,
        award_id,
        partner_id,
        sub_program_id,
        outcome_id,
        amount,
        currency,
        interest_rate,
        market_rate,
        subsidy_amount,
        starts_on as first_day,
        ends_on as last_day
    from {{ source("agenda", "funding") }}

),

-- A grant that its funder publishes and the backbone wrote down too is one grant: what the funder publishes stands.
ranked as (

    select
        *,
        row_number() over (
            partition by lower(funder), funding_id
            order by told_in desc, told_by asc nulls last, feed_id asc nulls last, batch_id asc nulls last
        ) as place
    from (
        select * from published
        union all
        select * from written
    ) as told

),

once as (

    select
        *,
        extract(year from first_day) * 12 + extract(month from first_day) - 1 as first_month,
        extract(year from last_day) * 12 + extract(month from last_day)
        - extract(year from first_day) * 12 - extract(month from first_day) + 1 as months
    from ranked
    where place = 1

),

-- What is given away: all of a gift, of money that is paid back only what it costs less than elsewhere.
costed as (

    select
        once.*,
        case
            when once.kind in ('grant', 'in_kind') then once.amount
            when once.kind in ('loan', 'investment')
            then coalesce(
                once.subsidy_amount,
                cast(once.amount * (once.market_rate - once.interest_rate) * once.months / 12 as decimal(18, 2))
            )
            -- A payment of an award that is known is no further money.
            when award.funding_id is null then once.amount
            else cast(0 as decimal(18, 2))
        end as cost
    from once
    left join (select distinct funding_id from once where kind <> 'disbursement') as award
        on once.award_id = award.funding_id

),

numbers as (

    {{ dbt.generate_series(512) }}

),

-- Equal shares in whole cents, told as differences of running sums, so that the months of a grant add up to it.
spread as (

    select
        costed.*,
        costed.first_month + numbers.generated_number - 1 as month_index,
        floor(cast(costed.amount * 100 * numbers.generated_number as double) / nullif(costed.months, 0))
        - floor(cast(costed.amount * 100 * (numbers.generated_number - 1) as double) / nullif(costed.months, 0))
        as amount_cents,
        floor(cast(costed.cost * 100 * numbers.generated_number as double) / nullif(costed.months, 0))
        - floor(cast(costed.cost * 100 * (numbers.generated_number - 1) as double) / nullif(costed.months, 0))
        as cost_cents
    from costed
    inner join numbers on numbers.generated_number <= costed.months

),

placed as (

    select
        *,
        make_date(
            cast(floor(month_index / 12) as {{ dbt.type_int() }}),
            cast(month_index - 12 * floor(month_index / 12) + 1 as {{ dbt.type_int() }}),
            1
        ) as month_starts_on
    from spread

)

select
    funding_id,
    funder,
    told_in,
    told_by,
    feed_id,
    batch_id,
    kind,
    partner_id,
    sub_program_id,
    outcome_id,
    currency,
    month_starts_on as from_date,
    last_day(month_starts_on) as to_date,
    cast(amount_cents / 100 as decimal(18, 2)) as amount,
    cast(cost_cents / 100 as decimal(18, 2)) as cost
from placed
