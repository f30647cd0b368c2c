select
    partner_id,
    feed_id,
    batch_id,
    row_number,
    sub_program_id,
    grant_id,
    funder,
    recipient,
    title,
    kind,
    amount,
    currency,
    award_date,
    coalesce(planned_start, award_date) as from_date,
    coalesce(planned_end, planned_start, award_date) as to_date
from {{ ref("stg_funding") }}
