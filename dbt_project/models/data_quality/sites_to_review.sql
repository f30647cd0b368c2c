select
    reason,
    cast(score as double) as score,
    one_site_key,
    one_partner_id,
    one_feed_id,
    cast(one_row_number as {{ dbt.type_bigint() }}) as one_row_number,
    one_name,
    one_street,
    other_site_key,
    other_partner_id,
    other_feed_id,
    cast(other_row_number as {{ dbt.type_bigint() }}) as other_row_number,
    other_name,
    other_street
from {{ source("sites", "sites_to_review") }}
