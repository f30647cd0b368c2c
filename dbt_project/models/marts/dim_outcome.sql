select
    outcome_id,
    name,
    description,
    level,
    cast(position as {{ dbt.type_int() }}) as position
from {{ source("agenda", "outcomes") }}
