{% set cell = ["metric_id", "metric_version", "partner_id", "sub_program_id", "area_id", "group_type", "period_id"] %}
{% set polarity = "case direction when 'increase' then 1 when 'decrease' then -1 end" %}

with rates as (

    select
        {% for column in cell -%}
        figure.{{ column }},
        {% endfor -%}
        figure.group_value,
        known.is_reference,
        metric.direction,
        figure.numerator,
        figure.denominator,
        figure.value as rate,
        {{ wilson("figure.numerator", "figure.denominator", "lower") }} as rate_lower,
        {{ wilson("figure.numerator", "figure.denominator", "upper") }} as rate_upper
    from {{ ref("metric_figures") }} as figure
    inner join {{ ref("dim_metric") }} as metric
        on figure.metric_id = metric.metric_id and metric.metric_type = 'rate' and metric.counted = 'people'
    inner join {{ ref("dim_group") }} as known
        on figure.group_type = known.group_type and figure.group_value = known.group_value
    cross join {{ source("agenda", "initiative") }} as initiative
    -- Nothing is said of groups too small to be published, nor of groups in which all but a few are alike.
    where
        figure.denominator >= greatest(initiative.smallest_count, 1)
        and (figure.numerator = 0 or figure.numerator >= initiative.smallest_count)
        and (
            figure.numerator = figure.denominator
            or figure.denominator - figure.numerator >= initiative.smallest_count
        )

),

beside_reference as (

    select
        one.*,
        reference.group_value as reference_group,
        reference.numerator as reference_numerator,
        reference.denominator as reference_denominator,
        reference.rate as reference_rate,
        reference.rate_lower as reference_rate_lower,
        reference.rate_upper as reference_rate_upper
    from rates as one
    inner join rates as reference
        on
            {% for column in cell -%}
            one.{{ column }} = reference.{{ column }}
            and {% endfor -%}
            reference.is_reference
    where not coalesce(one.is_reference, false)

),

measured as (

    select
        *,
        rate - reference_rate as gap,
        {{ newcombe("rate", "rate_lower", "rate_upper",
                    "reference_rate", "reference_rate_lower", "reference_rate_upper", "lower") }} as gap_lower,
        {{ newcombe("rate", "rate_lower", "rate_upper",
                    "reference_rate", "reference_rate_lower", "reference_rate_upper", "upper") }} as gap_upper,
        {{ ratio("rate", "reference_rate") }} as ratio,
        {{ katz("numerator", "denominator", "reference_numerator", "reference_denominator", "lower") }} as ratio_lower,
        {{ katz("numerator", "denominator", "reference_numerator", "reference_denominator", "upper") }} as ratio_upper,
        {{ polarity }} as polarity
    from beside_reference

),

-- How far each end of the gap lies on the side that is worse for the group.
shortfalls as (

    select
        *,
        -polarity * gap as short_by,
        case when polarity > 0 then -gap_upper when polarity < 0 then gap_lower end as short_by_at_least,
        case when polarity > 0 then -gap_lower when polarity < 0 then gap_upper end as short_by_at_most
    from measured

)

select
    {{ cell[:-1] | join(", ") }},
    group_value,
    period_id,
    reference_group,
    numerator,
    denominator,
    rate,
    rate_lower,
    rate_upper,
    reference_numerator,
    reference_denominator,
    reference_rate,
    reference_rate_lower,
    reference_rate_upper,
    gap,
    gap_lower,
    gap_upper,
    ratio,
    ratio_lower,
    ratio_upper,
    case when short_by > 0 then short_by * cast(denominator as double) when short_by <= 0 then cast(0 as double) end as people_to_close,
    case when short_by_at_least > 0 then short_by_at_least * cast(denominator as double) when short_by_at_least <= 0 then cast(0 as double) end as people_to_close_lower,
    case when short_by_at_most > 0 then short_by_at_most * cast(denominator as double) when short_by_at_most <= 0 then cast(0 as double) end as people_to_close_upper
from shortfalls
