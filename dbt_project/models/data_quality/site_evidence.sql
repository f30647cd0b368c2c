select
    partner_id,
    feed_id,
    batch_id,
    cast(row_number as {{ dbt.type_bigint() }}) as row_number,
    site_key,
    site_name,
    street,
    postcode,
    rule,
    cast(score as double) as score,
    matched_partner_id,
    matched_feed_id,
    cast(matched_row_number as {{ dbt.type_bigint() }}) as matched_row_number
from {{ source("sites", "site_evidence") }}
