select
    partner_id,
    feed_id,
    cast(position as {{ dbt.type_int() }}) as position,
    batch_id,
    arrived_on,
    record_type,
    status,
    cast(rows_received as {{ dbt.type_bigint() }}) as rows_received,
    cast(rows_accepted as {{ dbt.type_bigint() }}) as rows_accepted,
    cast(rows_quarantined as {{ dbt.type_bigint() }}) as rows_quarantined
from {{ source("ingest", "batch_history") }}
