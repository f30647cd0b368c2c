with stock as (

    select
        *,
        lag(stock_date) over (
            partition by partner_id, sub_program_id, area_reported, item_category, item, unit
            order by stock_date, feed_id, row_number
        ) as reported_before
    from {{ ref("stg_stock") }}

),

spans as (

    select
        *,
        cast({{ dbt.datediff("reported_before", "stock_date", "day") }} as {{ dbt.type_int() }}) as days_covered
    from stock

)

select
    partner_id,
    feed_id,
    batch_id,
    row_number,
    sub_program_id,
    area_id,
    stock_date as from_date,
    stock_date as to_date,
    item_category,
    item,
    unit,
    {{ dbt.concat(["item_category", "' ('", "unit", "')'"]) }} as supply,
    on_hand,
    received,
    issued,
    requested,
    days_out,
    days_covered,
    -- A report of more days without stock than days that it covers says no more than that there never was any.
    case when days_out > days_covered then 0 else days_covered - coalesce(days_out, 0) end as days_in_stock,
    counted_on
from spans
