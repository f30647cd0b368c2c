{% set record_types = people_record_types() %}

with seen as (

    {% for record_type in record_types -%}
    select partner_id, local_token, person_token from {{ ref("stg_" ~ record_type) }}
    where local_token is not null or person_token is not null
    {%- if not loop.last %}
    union
    {% endif %}
    {%- endfor %}

),

-- A partner's local id names one person, so a row with only the local id borrows the token that another row ties to it.
tied as (

    select partner_id, local_token, min(person_token) as person_token
    from seen
    where local_token is not null and person_token is not null
    group by partner_id, local_token

),

alone as (

    select
        seen.partner_id,
        seen.local_token,
        seen.person_token,
        coalesce(
            seen.person_token,
            tied.person_token,
            {{ dbt.concat(["'local:'", "seen.local_token"]) }}
        ) as person_key
    from seen
    left join tied on seen.partner_id = tied.partner_id and seen.local_token = tied.local_token

)

-- A pair of tokens that nobody joined with others stands for itself at every level.
select
    alone.partner_id,
    alone.local_token,
    alone.person_token,
    coalesce(joined.person_key, alone.person_key) as person_key,
    coalesce(joined.person_key_strict, alone.person_key) as person_key_strict,
    coalesce(joined.person_key_loose, joined.person_key, alone.person_key) as person_key_loose,
    joined.household_key
from alone
left join {{ source("people", "person_keys") }} as joined
    on
        alone.partner_id = joined.partner_id
        and {{ same("alone.local_token", "joined.local_token") }}
        and {{ same("alone.person_token", "joined.person_token") }}
