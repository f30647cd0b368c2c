select
    sub_program_id,
    name,
    description,
    cast(position as {{ dbt.type_int() }}) as position
from {{ source("agenda", "sub_programs") }}
