with ranked as (

    select
        *,
        row_number() over (
            partition by partner_id, feed_id, record_type
            order by case when in_force then 0 else 1 end, batch_id desc
        ) as place
    from {{ source("ingest", "batches") }}

)

select partner_id, feed_id, record_type, batch_id, rows_received, rows_accepted, rows_quarantined, in_force
from ranked
where place = 1
