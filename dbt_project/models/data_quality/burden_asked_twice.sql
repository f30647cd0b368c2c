with asked as (

    select partner_id, feed_id, record_type, field, answers_a_year, minutes_a_year, funders
    from {{ ref("burden") }}
    where funders is not null

),

twice as (

    select
        partner_id,
        record_type,
        field,
        count(*) as feeds_asking,
        count(distinct funders) as ways_funded,
        sum(answers_a_year) as answers_a_year,
        sum(minutes_a_year) as minutes_a_year,
        max(minutes_a_year) as minutes_of_the_longest
    from asked
    group by partner_id, record_type, field

),

feeds as (

    select partner_id, record_type, field, {{ sorted_list("feed_id") }} as feeds
    from asked
    group by partner_id, record_type, field

),

funders as (

    select partner_id, record_type, field, {{ sorted_list("funder") }} as funders
    from (
        select distinct asked.partner_id, asked.record_type, asked.field, named.funder
        from asked
        inner join {{ source("agenda", "feed_funders") }} as named
            on asked.partner_id = named.partner_id and asked.feed_id = named.feed_id
    ) as named
    group by partner_id, record_type, field

)

select
    twice.partner_id,
    twice.record_type,
    twice.field,
    cast(twice.feeds_asking as {{ dbt.type_int() }}) as feeds_asking,
    feeds.feeds,
    funders.funders,
    cast(twice.answers_a_year as {{ dbt.type_bigint() }}) as answers_a_year,
    twice.minutes_a_year,
    twice.minutes_a_year - twice.minutes_of_the_longest as minutes_saved
from twice
inner join feeds
    on
        twice.partner_id = feeds.partner_id
        and twice.record_type = feeds.record_type
        and twice.field = feeds.field
inner join funders
    on
        twice.partner_id = funders.partner_id
        and twice.record_type = funders.record_type
        and twice.field = funders.field
where twice.feeds_asking > 1 and twice.ways_funded > 1
