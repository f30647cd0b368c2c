select
    period.period_id,
    period.period_type,
    period.name,
    period.starts_on,
    period.ends_on,
    period.start_count_on,
    period.end_count_on,
    period.due_on,
    period.previous_period_id,
    previous.starts_on as previous_starts_on,
    initiative.as_of,
    cast(period.position as {{ dbt.type_int() }}) as position
from {{ source("agenda", "periods") }} as period
cross join {{ source("agenda", "initiative") }} as initiative
left join {{ source("agenda", "periods") }} as previous on period.previous_period_id = previous.period_id
