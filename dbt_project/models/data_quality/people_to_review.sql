select
    review.person_key,
    review.reason,
    review.partners,
    cast(review.partner_count as {{ dbt.type_int() }}) as partner_count,
    cast(review.records as {{ dbt.type_int() }}) as records,
    cast(review.people as {{ dbt.type_int() }}) as people
from {{ source("people", "to_review") }} as review
