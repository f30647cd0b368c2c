{% set cell = ["metric_id", "metric_version", "metric_type", "partner_id", "sub_program_id", "area_id",
               "group_type", "group_value", "period_id"] %}

with both_sides as (

    select
        {{ cell | join(", ") }},
        numerator as linked_numerator,
        denominator as linked_denominator,
        denominator as linked_denominator_due,
        people as linked_people,
        cast(null as decimal(18, 2)) as total_numerator,
        cast(null as decimal(18, 2)) as total_denominator,
        cast(null as decimal(18, 2)) as total_denominator_due,
        cast(null as decimal(18, 2)) as total_lower,
        cast(null as decimal(18, 2)) as total_upper,
        cast(null as {{ dbt.type_bigint() }}) as total_people,
        0 as figures_published,
        0 as figures_due
    from {{ ref("metric_cells") }}
    union all
    select
        {{ cell | join(", ") }},
        null, null, null, null,
        numerator, denominator, denominator_due, lower, upper, people, figures_published, figures_due
    from {{ ref("metric_totals") }}

),

-- At most one line of each side meets in a cell, so max only picks the one that is there.
met as (

    select
        {{ cell | join(", ") }},
        max(linked_numerator) as linked_numerator,
        max(linked_denominator) as linked_denominator,
        max(linked_denominator_due) as linked_denominator_due,
        max(linked_people) as linked_people,
        max(total_numerator) as total_numerator,
        max(total_denominator) as total_denominator,
        max(total_denominator_due) as total_denominator_due,
        max(total_lower) as total_lower,
        max(total_upper) as total_upper,
        max(total_people) as total_people,
        max(figures_published) as figures_published,
        max(figures_due) as figures_due
    from both_sides
    group by {{ cell | join(", ") }}

),

-- People in rows and people behind totals may be the same people: between all of them and none of them.
combined as (

    select
        {{ cell | join(", ") }},
        {{ sum_known("linked_numerator", "total_numerator") }} as summed_numerator,
        {{ sum_known("linked_denominator", "total_denominator") }} as summed_denominator,
        {{ sum_known("linked_denominator_due", "total_denominator_due") }} as summed_denominator_due,
        {{ larger_known("linked_numerator", "total_lower") }} as fewest,
        {{ sum_known("linked_numerator", "total_upper") }} as most,
        {{ sum_known("linked_people", "total_people") }} as summed_people,
        {{ larger_known("linked_people", "total_people") }} as fewest_people,
        figures_published,
        figures_due
    from met

),

figures as (

    select
        {{ cell | join(", ") }},
        cast(
            case
                when metric_type <> 'distinct' then summed_numerator
                when fewest = most then fewest
            end as decimal(18, 2)
        ) as numerator,
        cast(summed_denominator as decimal(18, 2)) as denominator,
        cast(summed_denominator_due as decimal(18, 2)) as denominator_due,
        case when metric_type = 'distinct' then fewest end as fewest,
        case when metric_type = 'distinct' then most end as most,
        case when metric_type = 'distinct' then fewest_people else summed_people end as people,
        figures_published,
        figures_due
    from combined

),

valued as (

    select
        *,
        case
            when metric_type = 'rate' or denominator is not null then {{ ratio("numerator", "denominator") }}
            else cast(numerator as double)
        end as value
    from figures

)

select
    {{ cell | join(", ") }},
    numerator,
    denominator,
    denominator_due,
    value,
    coalesce(value, cast(fewest as double)) as lower,
    coalesce(value, cast(most as double)) as upper,
    people,
    figures_published,
    figures_due
from valued
