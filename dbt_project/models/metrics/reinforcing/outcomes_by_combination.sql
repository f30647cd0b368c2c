{% set kinds = {"partners": "partner_ids", "sub_programs": "sub_program_ids"} %}
{% set family = ["metric_id", "period_id", "combined"] %}

with combined as (

    {% for kind, names in kinds.items() -%}
    select
        metric_id,
        period_id,
        '{{ kind }}' as combined,
        case when {{ kind }} = 0 then 'none' when {{ kind }} > 3 then 'more' else {{ names }} end as combination,
        case when {{ kind }} = 0 then 'none' when {{ kind }} >= 3 then '3_or_more'
            else cast({{ kind }} as {{ dbt.type_string() }}) end as dose,
        numerator,
        denominator
    from {{ ref("people_and_doses") }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

-- The numbers of partners that outcomes_by_dose shows stand for these lines too: a number that is pooled there is
-- pooled here, so that neither table gives away a line of the other.
by_dose as (

    select distinct metric_id, period_id, dose_type, dose from {{ ref("outcomes_by_dose") }}

),

counted as (

    select
        combined.metric_id,
        combined.period_id,
        combined.combined,
        combined.combination,
        coalesce(by_dose.dose, 'other') as dose,
        sum(combined.numerator) as numerator,
        sum(combined.denominator) as denominator,
        max(initiative.smallest_count) as smallest_count
    from combined
    cross join {{ source("agenda", "initiative") }} as initiative
    left join by_dose
        on
            combined.metric_id = by_dose.metric_id
            and combined.period_id = by_dose.period_id
            and combined.combined = by_dose.dose_type
            and combined.dose = by_dose.dose
    group by combined.metric_id, combined.period_id, combined.combined, combined.combination, coalesce(by_dose.dose, 'other')

),

pooled as (

    {{ pool_few("counted", family + ["dose"], "combination") }}

),

shown as (

    select
        {{ family | join(", ") }},
        dose,
        shown_as as combination,
        cast(sum(numerator) as decimal(18, 2)) as numerator,
        cast(sum(denominator) as decimal(18, 2)) as denominator
    from pooled
    group by {{ family | join(", ") }}, dose, shown_as

)

select
    {{ family | join(", ") }},
    dose,
    combination,
    numerator,
    denominator,
    {{ ratio("numerator", "denominator") }} as value,
    {{ wilson("numerator", "denominator", "lower") }} as lower,
    {{ wilson("numerator", "denominator", "upper") }} as upper,
    'association' as label
from shown
