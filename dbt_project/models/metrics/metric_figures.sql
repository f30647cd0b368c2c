{% set cell = ["metric_id", "metric_version", "metric_type", "partner_id", "sub_program_id", "area_id",
               "group_type", "group_value", "period_id"] %}

with both_sides as (

    select
        {{ cell | join(", ") }},
        numerator as linked_numerator,
        denominator as linked_denominator,
        denominator as linked_denominator_due,
        people as linked_people,
        coalesce(lower, numerator) as linked_lower,
        coalesce(upper, numerator) as linked_upper,
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
        null, null, null, null, null, null,
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
        max(linked_lower) as linked_lower,
        max(linked_upper) as linked_upper,
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
        linked_numerator,
        total_upper,
        {{ larger_known("linked_lower", "total_lower") }} as fewest,
        {{ sum_known("linked_upper", "total_upper") }} as most,
        {{ sum_known("linked_people", "total_people") }} as summed_people,
        {{ larger_known("linked_people", "total_people") }} as fewest_people,
        figures_published,
        figures_due
    from met

),

-- Nowhere can more people be counted than live there; what rows and totals prove stands all the same.
living_there as (

    select area_id, population from {{ source("agenda", "areas") }} where population is not null
    union all
    select 'all' as area_id, population_size as population
    from {{ source("agenda", "initiative") }}
    where population_size is not null

),

bounded as (

    select
        combined.*,
        {{ larger_known("combined.fewest", "combined.linked_numerator") }} as proven,
        living_there.population
    from combined
    left join living_there on combined.area_id = living_there.area_id

),

narrowed as (

    select
        *,
        case
            when most is null or population is null or population >= most then most
            else {{ larger_known("proven", "population") }}
        end as most_possible
    from bounded

),

figures as (

    select
        {{ cell | join(", ") }},
        cast(
            case
                when metric_type <> 'distinct' then summed_numerator
                when total_upper is null then linked_numerator
                when fewest = most_possible then fewest
            end as decimal(18, 2)
        ) as numerator,
        cast(summed_denominator as decimal(18, 2)) as denominator,
        cast(summed_denominator_due as decimal(18, 2)) as denominator_due,
        case when metric_type = 'distinct' then fewest end as fewest,
        case when metric_type = 'distinct' then most_possible end as most,
        case when metric_type = 'distinct' then fewest_people else summed_people end as people,
        figures_published,
        figures_due
    from narrowed

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
    coalesce(cast(fewest as double), value) as lower,
    coalesce(cast(most as double), value) as upper,
    people,
    figures_published,
    figures_due
from valued
