{% set place = ["partner_id", "metric_id", "sub_program_id", "period_id"] %}

-- Half of the last digit of a percentage with one decimal.
{% set rounding = "0.0005 + 1e-9" %}

-- A rate that stands in two files is one rate.
with printed as (

    select distinct
        partner_id,
        metric_id,
        coalesce(sub_program_id, 'all') as sub_program_id,
        period_id,
        coalesce(area_id, 'all') as area_id,
        group_type,
        group_value,
        row_role,
        coalesce(published_rate, {{ ratio("numerator", "denominator") }}) as rate,
        denominator,
        numerator is not null and denominator is not null as has_counts
    from {{ ref("fct_total") }}
    where row_role <> 'part'

),

-- Groups that share people say nothing about the rate of everybody.
shared as (

    select group_type from {{ source("agenda", "groups") }} where is_overlapping
    union
    select group_type from {{ source("agenda", "group_parts") }}

),

of_areas as (

    select
        {% for column in place %}whole.{{ column }}, {% endfor %}
        'area' as compared_by,
        whole.area_id,
        whole.group_type,
        whole.group_value,
        whole.row_role,
        whole.rate,
        whole.has_counts,
        part.rate as part_rate,
        whole.denominator,
        part.denominator as part_denominator
    from printed as whole
    inner join {{ ref("dim_area") }} as area on whole.area_id = coalesce(area.parent_id, 'all')
    inner join printed as part
        on
            area.area_id = part.area_id
            and part.row_role = 'counted'
            and whole.group_type = part.group_type
            and whole.group_value = part.group_value
            {% for column in place -%}
            and whole.{{ column }} = part.{{ column }}
            {% endfor %}

),

of_groups as (

    select
        {% for column in place %}whole.{{ column }}, {% endfor %}
        part.group_type as compared_by,
        whole.area_id,
        whole.group_type,
        whole.group_value,
        whole.row_role,
        whole.rate,
        whole.has_counts,
        part.rate as part_rate,
        whole.denominator,
        part.denominator as part_denominator
    from printed as whole
    inner join printed as part
        on
            whole.area_id = part.area_id
            and whole.row_role = part.row_role
            and part.group_type <> 'all'
            {% for column in place -%}
            and whole.{{ column }} = part.{{ column }}
            {% endfor %}
    left join shared on part.group_type = shared.group_type
    where whole.group_type = 'all' and shared.group_type is null

),

beside as (

    select * from of_areas
    union all
    select * from of_groups

),

-- Whatever the parts weigh, the rate of a whole lies between the lowest and the highest rate of its parts.
ranged as (

    select
        {{ place | join(", ") }},
        compared_by,
        rate,
        has_counts,
        count(*) as parts_due,
        count(part_rate) as parts_printed,
        coalesce(
            rate between min(part_rate) - {{ rounding }} and max(part_rate) + {{ rounding }}, false
        ) as is_between,
        -- Where all counts are known and do not add up, the parts leave people out or share them: nothing follows.
        coalesce(count(part_denominator) < count(*) or sum(part_denominator) = max(denominator), true) as are_parts
    from beside
    where rate is not null
    group by {{ place | join(", ") }}, compared_by, area_id, group_type, group_value, row_role, rate, has_counts

),

counted as (

    select
        {{ place | join(", ") }},
        compared_by,
        count(*) as comparisons,
        sum(case when is_between then 1 else 0 end) as between_parts,
        sum(case when not is_between and parts_printed < parts_due then 1 else 0 end) as explained_by_withheld,
        sum(case when not is_between and parts_printed = parts_due then 1 else 0 end) as contradicted,
        sum(case when has_counts then 1 else 0 end) as with_counts,
        sum(parts_due) as parts_due,
        sum(parts_printed) as parts_printed
    from ranged
    where are_parts
    group by {{ place | join(", ") }}, compared_by

)

select
    {{ place | join(", ") }},
    compared_by,
    cast(comparisons as {{ dbt.type_bigint() }}) as comparisons,
    cast(between_parts as {{ dbt.type_bigint() }}) as between_parts,
    cast(explained_by_withheld as {{ dbt.type_bigint() }}) as explained_by_withheld,
    cast(contradicted as {{ dbt.type_bigint() }}) as contradicted,
    cast(with_counts as {{ dbt.type_bigint() }}) as with_counts,
    cast(parts_due as {{ dbt.type_bigint() }}) as parts_due,
    cast(parts_printed as {{ dbt.type_bigint() }}) as parts_printed,
    {{ ratio("parts_printed", "parts_due") }} as coverage,
    case when contradicted > 0 then 'violated' else 'met' end as outcome,
    case
        when contradicted > 0
            then 'A printed rate lies outside the rates of its parts, and none of them is withheld: a misprint, or parts that leave people out.'
        when with_counts < comparisons
            then 'Rates without counts: the whole cannot be made from its parts, for rates are never averaged. It lies between them.'
        else 'Every whole lies between its parts.'
    end as description
from counted
