select
    partner_id,
    feed_id,
    batch_id,
    row_number,
    sub_program_id,
    area_id,
    capacity_date as from_date,
    capacity_date as to_date,
    capacity_type,
    needed,
    offered,
    filled,
    hours_needed,
    hours_given,
    updated_on
from {{ ref("stg_capacity") }}
