with dated as (

    select
        *,
        coalesce(planned_start, award_date) as from_date,
        extract(year from coalesce(planned_start, award_date)) * 12
        + extract(month from coalesce(planned_start, award_date)) - 1
        + ceiling(planned_months) - 1 as last_month
    from {{ ref("stg_funding") }}

)

select
    partner_id,
    feed_id,
    batch_id,
    row_number,
    sub_program_id,
    outcome_id,
    grant_id,
    funder,
    recipient,
    recipient_id,
    recipient_partner_id,
    title,
    kind,
    award_id,
    amount,
    currency,
    interest_rate,
    market_rate,
    subsidy_amount,
    award_date,
    from_date,
    case
        when planned_end is not null then planned_end
        when planned_months > 0
        then last_day(
            make_date(
                cast(floor(last_month / 12) as {{ dbt.type_int() }}),
                cast(last_month - 12 * floor(last_month / 12) + 1 as {{ dbt.type_int() }}),
                1
            )
        )
        else from_date
    end as to_date
from dated
