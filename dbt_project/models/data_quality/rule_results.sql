select
    partner_id,
    feed_id,
    batch_id,
    record_type,
    rule_id,
    column_name,
    severity,
    outcome,
    cast(violations as {{ dbt.type_bigint() }}) as violations,
    cast(rows_checked as {{ dbt.type_bigint() }}) as rows_checked,
    description,
    fix
from {{ source("ingest", "rule_results") }}
