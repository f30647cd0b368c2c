{#- Hours of 21st Century Community Learning Centers' annual report: the class and the hours below which it ends. -#}
{% set hour_bands = [("under_15", 15), ("15_44", 45), ("45_89", 90), ("90_179", 180), ("180_269", 270)] %}
{% set family = ["metric_id", "period_id", "dose_type"] %}

with dosed as (

    {% for dose_type in ["partners", "sub_programs"] -%}
    select
        metric_id,
        period_id,
        '{{ dose_type }}' as dose_type,
        case when {{ dose_type }} = 0 then 'none' when {{ dose_type }} >= 3 then '3_or_more'
            else cast({{ dose_type }} as {{ dbt.type_string() }}) end as dose,
        numerator,
        denominator
    from {{ ref("people_and_doses") }}
    union all
    {% endfor -%}
    select
        metric_id,
        period_id,
        'hours' as dose_type,
        case
            when hours = 0 then 'none'
            {% for band, below in hour_bands -%}
            when hours < {{ below }} then '{{ band }}'
            {% endfor -%}
            else '270_or_more'
        end as dose,
        numerator,
        denominator
    from {{ ref("people_and_doses") }}

),

counted as (

    select
        {{ family | join(", ") }},
        dose,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        max(initiative.smallest_count) as smallest_count
    from dosed
    cross join {{ source("agenda", "initiative") }} as initiative
    group by {{ family | join(", ") }}, dose

),

pooled as (

    {{ pool_few("counted", family, "dose") }}

),

shown as (

    select
        {{ family | join(", ") }},
        shown_as as dose,
        cast(sum(numerator) as decimal(18, 2)) as numerator,
        cast(sum(denominator) as decimal(18, 2)) as denominator
    from pooled
    group by {{ family | join(", ") }}, shown_as

)

select
    {{ family | join(", ") }},
    dose,
    numerator,
    denominator,
    {{ ratio("numerator", "denominator") }} as value,
    {{ wilson("numerator", "denominator", "lower") }} as lower,
    {{ wilson("numerator", "denominator", "upper") }} as upper,
    'association' as label
from shown
