select
    partner_id,
    feed_id,
    cast(position as {{ dbt.type_int() }}) as position,
    arrived_on,
    batch_id,
    previous_batch_id,
    grant_id,
    change,
    columns_changed,
    cast(previous_amount as decimal(18, 2)) as previous_amount,
    cast(amount as decimal(18, 2)) as amount,
    currency
from {{ source("ingest", "grant_changes") }}
