select
    metric_id,
    cast(metric_version as {{ dbt.type_int() }}) as metric_version,
    name,
    definition,
    metric_type,
    counted,
    unit,
    direction,
    accountability,
    record_type,
    source,
    is_custom,
    parameters,
    cast(position as {{ dbt.type_int() }}) as position
from {{ source("agenda", "metrics") }}
