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
        source.grant_id,
        source.funder,
        source.recipient,
        source.title,
        source.kind,
        cast(source.amount as decimal(18, 2)) as amount,
        source.currency,
        source.award_date,
        source.planned_start,
        source.planned_end
    from source

)

select * from renamed
