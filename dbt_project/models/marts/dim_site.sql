select
    site_key,
    site_name,
    street,
    city,
    postcode,
    cast(latitude as decimal(9, 6)) as latitude,
    cast(longitude as decimal(9, 6)) as longitude,
    site_types,
    area_id,
    cast(listings as {{ dbt.type_int() }}) as listings,
    cast(partners as {{ dbt.type_int() }}) as partners,
    partner_ids
from {{ source("sites", "sites") }}
