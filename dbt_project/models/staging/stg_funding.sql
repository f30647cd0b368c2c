with source as (

    select * from {{ source("accepted", "funding") }}

),

renamed as (

    select
        source.partner_id,
        source.feed_id,
        source.batch_id,
        cast(source.row_number as {{ dbt.type_bigint() }}) as row_number,
        source.sub_program as sub_program_id,
        source.outcome as outcome_id,
        source.grant_id,
        source.funder,
        source.recipient,
        source.recipient_id,
        source.recipient_partner as recipient_partner_id,
        source.title,
        coalesce(source.kind, 'grant') as kind,
        source.award_id,
        cast(source.amount as decimal(18, 2)) as amount,
        source.currency,
        cast(source.interest_rate as decimal(9, 6)) as interest_rate,
        cast(source.market_rate as decimal(9, 6)) as market_rate,
        cast(source.subsidy_amount as decimal(18, 2)) as subsidy_amount,
        source.award_date,
        source.planned_start,
        source.planned_end,
        cast(source.planned_months as decimal(9, 2)) as planned_months
    from source

)

select * from renamed
