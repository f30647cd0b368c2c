select
    partner_id,
    feed_id,
    record_type,
    batch_id,
    previous_batch_id,
    measure,
    column_name,
    value_name,
    cast(previous_figure as {{ dbt.type_bigint() }}) as previous_figure,
    cast(figure as {{ dbt.type_bigint() }}) as figure,
    outcome,
    message
from {{ source("ingest", "changes") }}
