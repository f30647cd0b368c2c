with words as (

    select distinct record_type, column_name, value, word
    from {{ source("agenda", "mapping_words") }}

),

listed as (

    select
        record_type,
        column_name,
        value,
        count(*) as words,
        {{ sorted_list("word") }} as listed_words
    from words
    group by record_type, column_name, value

),

partners as (

    select record_type, column_name, value, count(distinct partner_id) as partners
    from {{ source("agenda", "mapping_words") }}
    group by record_type, column_name, value

)

select
    listed.record_type,
    listed.column_name,
    listed.value,
    cast(listed.words as {{ dbt.type_int() }}) as words,
    listed.listed_words,
    cast(partners.partners as {{ dbt.type_int() }}) as partners
from listed
inner join partners
    on
        listed.record_type = partners.record_type
        and listed.column_name = partners.column_name
        and listed.value = partners.value
