{#- The lists of the ledger: column of field_uses, and the kinds of use whose entries are listed; none means all. -#}
{% set lists = {
    "uses": ("use_kind", []),
    "metrics": ("used_by", ["metric", "period", "person"]),
    "report_parts": ("sub_program_id", ["metric", "group", "area", "person"]),
} %}

with asked as (

    select * from {{ source("agenda", "asked_fields") }}

),

{% for name, (column, kinds) in lists.items() -%}
{{ name }} as (

    select partner_id, feed_id, field, {{ sorted_list("entry") }} as entries
    from (
        select distinct partner_id, feed_id, field, {{ column }} as entry
        from {{ source("agenda", "field_uses") }}
        {%- if kinds %}
        where use_kind in {{ literals(kinds) }}
        {%- endif %}
    ) as entries
    group by partner_id, feed_id, field

),

{% endfor -%}
funders as (

    select partner_id, feed_id, {{ sorted_list("funder") }} as entries
    from {{ source("agenda", "feed_funders") }}
    group by partner_id, feed_id

),

-- Answers are told in steps of one less than the smallest count that may be shown, rounded up: how few people gave an
-- answer is itself a small count.
answered as (

    select
        given.partner_id,
        given.feed_id,
        given.counted_column,
        cast(
            ceil(cast(given.answers as double) / given.years_with_rows / (initiative.smallest_count - 1))
            * (initiative.smallest_count - 1)
            as {{ dbt.type_bigint() }}
        ) as answers_a_year
    from {{ ref("int_field_answers") }} as given
    cross join {{ source("agenda", "initiative") }} as initiative

)

select
    asked.partner_id,
    asked.feed_id,
    asked.record_type,
    asked.field,
    asked.asked_as,
    asked.kind,
    cast(asked.times_a_year as {{ dbt.type_int() }}) as times_a_year,
    coalesce(answered.answers_a_year, 0) as answers_a_year,
    asked.seconds_per_answer,
    coalesce(answered.answers_a_year, 0) * asked.seconds_per_answer / 60 as minutes_a_year,
    asked.is_required,
    asked.is_in_kit,
    uses.entries is not null as is_used,
    uses.entries as uses,
    metrics.entries as metrics,
    report_parts.entries as report_parts,
    funders.entries as funders
from asked
left join answered
    on
        asked.partner_id = answered.partner_id
        and asked.feed_id = answered.feed_id
        and asked.counted_column = answered.counted_column
{% for name in lists -%}
left join {{ name }}
    on
        asked.partner_id = {{ name }}.partner_id
        and asked.feed_id = {{ name }}.feed_id
        and asked.field = {{ name }}.field
{% endfor -%}
left join funders on asked.partner_id = funders.partner_id and asked.feed_id = funders.feed_id
