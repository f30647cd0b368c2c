select
    area_id,
    name,
    level,
    parent_id,
    cast(population as {{ dbt.type_bigint() }}) as population,
    cast(position as {{ dbt.type_int() }}) as position
from {{ source("agenda", "areas") }}
