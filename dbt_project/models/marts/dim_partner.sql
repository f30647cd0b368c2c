select
    partner_id,
    name,
    sector,
    about,
    agreement_purpose,
    agreement_expires_on
from {{ source("agenda", "partners") }}
