with mappings as (

    select
        mapped.partner_id,
        mapped.feed_id,
        mapped.record_type,
        mapped.column_name,
        mapped.partner_columns,
        mapped.reading,
        cast(mapped.words as {{ dbt.type_int() }}) as words
    from {{ source("agenda", "mappings") }} as mapped

),

alike as (

    select record_type, column_name, reading, count(*) as feeds_alike
    from mappings
    group by record_type, column_name, reading

),

ways as (

    select record_type, column_name, count(*) as ways, sum(feeds_alike) as feeds
    from alike
    group by record_type, column_name

)

select
    mappings.*,
    cast(alike.feeds_alike as {{ dbt.type_int() }}) as feeds_alike,
    cast(ways.ways as {{ dbt.type_int() }}) as ways,
    cast(ways.feeds as {{ dbt.type_int() }}) as feeds
from mappings
inner join alike
    on
        mappings.record_type = alike.record_type
        and mappings.column_name = alike.column_name
        and mappings.reading = alike.reading
inner join ways on mappings.record_type = ways.record_type and mappings.column_name = ways.column_name
