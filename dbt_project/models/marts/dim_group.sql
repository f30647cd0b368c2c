select
    group_type,
    group_type_name,
    group_value,
    group_value_name,
    is_reference,
    cast(position as {{ dbt.type_int() }}) as position
from {{ source("agenda", "groups") }}
