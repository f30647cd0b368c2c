{% set cell = ["partner_id", "feed_id", "metric_id", "sub_program_id", "period_id", "told_by", "family", "beside"] %}
{% set feed = ["partner_id", "feed_id", "metric_id", "told_by"] %}

with total as (

    select
        partner_id,
        feed_id,
        metric_id,
        coalesce(sub_program_id, 'all') as sub_program_id,
        period_id,
        coalesce(area_id, 'all') as area_id,
        group_type,
        group_value,
        case when has_figure then numerator end as numerator,
        denominator
    from {{ ref("fct_total") }}
    where row_role = 'counted'

),

-- Rows that stand beside each other: areas of one larger area, groups of one kind; all else the same.
member as (

    select
        total.*,
        'area' as told_by,
        coalesce(area.parent_id, 'all') as family,
        {{ dbt.concat(["total.group_type", "'/'", "total.group_value"]) }} as beside,
        total.area_id as member_id
    from total
    inner join {{ ref("dim_area") }} as area on total.area_id = area.area_id
    union all
    select total.*, total.group_type as told_by, total.group_type as family, total.area_id as beside,
        total.group_value as member_id
    from total
    where total.group_type <> 'all'

),

summed as (

    select
        *,
        count(*) over (partition by {{ cell | join(", ") }}) as members,
        sum(numerator) over (partition by {{ cell | join(", ") }}) as numerator_sum,
        sum(denominator) over (partition by {{ cell | join(", ") }}) as denominator_sum,
        sum(case when numerator is null then 1 else 0 end) over (partition by {{ cell | join(", ") }}) as withheld
    from member

),

-- What the agenda says of its groups is no trap: which contain others, and which kinds share people.
container as (

    select distinct group_type, group_value from {{ source("agenda", "group_parts") }}

),

shared as (

    select group_type from {{ source("agenda", "groups") }} where is_overlapping
    union
    select group_type from container

),

-- Ten people at least: among smaller figures one is easily the sum of others by chance.
beside_parts as (

    select
        summed.*,
        coalesce(
            summed.members >= 3
            and (
                (summed.numerator >= 10 and summed.numerator * 2 = summed.numerator_sum)
                or (summed.denominator >= 10 and summed.denominator * 2 = summed.denominator_sum)
            ),
            false
        ) as is_found
    from summed
    left join container on summed.told_by = container.group_type and summed.member_id = container.group_value
    where container.group_value is null

),

total_beside_parts as (

    select
        {{ feed | join(", ") }},
        member_id,
        'total_beside_parts' as trap,
        sum(case when is_found or (members >= 3 and withheld = 0) then 1 else 0 end) as comparisons,
        sum(case when is_found then 1 else 0 end) as found
    from beside_parts
    group by {{ feed | join(", ") }}, member_id

),

-- Two or three others; in kinds of many groups only two, or there would be too many to try.
third as (

    select {{ cell | join(", ") }}, member_id, numerator, denominator
    from summed
    where members <= 16 and numerator > 0
    union all
    select distinct {{ cell | join(", ") }}, cast(null as {{ dbt.type_string() }}) as member_id, 0 as numerator, 0 as denominator
    from summed

),

-- A group that is the sum of others in one cell after another is the whole of them, whatever it is called.
sums as (

    select
        {% for column in feed %}one.{{ column }}, {% endfor %}
        one.member_id,
        left_part.member_id as left_id,
        right_part.member_id as right_id,
        third.member_id as third_id,
        count(*) as comparisons,
        sum(
            case
                when
                    one.numerator = left_part.numerator + right_part.numerator + third.numerator
                    and coalesce(
                        one.denominator = left_part.denominator + right_part.denominator + third.denominator, true
                    )
                    then 1
                else 0
            end
        ) as found
    from summed as one
    inner join summed as left_part
        on
            {% for column in cell -%}
            one.{{ column }} = left_part.{{ column }} and
            {% endfor -%}
            one.member_id <> left_part.member_id
    inner join summed as right_part
        on
            {% for column in cell -%}
            one.{{ column }} = right_part.{{ column }} and
            {% endfor -%}
            left_part.member_id < right_part.member_id
            and one.member_id <> right_part.member_id
    inner join third
        on
            {% for column in cell -%}
            one.{{ column }} = third.{{ column }} and
            {% endfor -%}
            (third.member_id is null or (right_part.member_id < third.member_id and one.member_id <> third.member_id))
    left join container on one.told_by = container.group_type and one.member_id = container.group_value
    where
        one.told_by <> 'area'
        and one.members > 3
        and one.numerator >= 10
        and left_part.numerator > 0
        and right_part.numerator > 0
        and container.group_value is null
    group by
        {% for column in feed %}one.{{ column }}, {% endfor %}
        one.member_id,
        left_part.member_id,
        right_part.member_id,
        third.member_id

),

group_contains_others as (

    select
        {{ feed | join(", ") }},
        member_id,
        'group_contains_others' as trap,
        max(comparisons) as comparisons,
        max(case when found >= 5 and found * 2 >= comparisons then found else 0 end) as found
    from sums
    group by {{ feed | join(", ") }}, member_id

),

-- Groups of one kind that hold more than everybody share people.
groups_exceed_whole as (

    select
        {% for column in feed %}grouped.{{ column }}, {% endfor %}
        grouped.told_by as member_id,
        'groups_exceed_whole' as trap,
        count(*) as comparisons,
        sum(
            case
                when grouped.numerator_sum > whole.numerator or grouped.denominator_sum > whole.denominator then 1
                else 0
            end
        ) as found
    from (
        select distinct {{ cell | join(", ") }}, members, numerator_sum, denominator_sum
        from summed
        left join shared on summed.told_by = shared.group_type
        where summed.told_by <> 'area' and shared.group_type is null
    ) as grouped
    inner join total as whole
        on
            grouped.partner_id = whole.partner_id
            and grouped.feed_id = whole.feed_id
            and grouped.metric_id = whole.metric_id
            and grouped.sub_program_id = whole.sub_program_id
            and grouped.period_id = whole.period_id
            and grouped.beside = whole.area_id
            and whole.group_type = 'all'
    where grouped.members >= 2 and whole.numerator is not null
    group by {% for column in feed %}grouped.{{ column }}{{ ", " if not loop.last }}{% endfor %}

),

traps as (

    -- Chance may strike once; a total is a total in every other cell at least.
    select {{ feed | join(", ") }}, member_id, trap, comparisons, case when found * 2 >= comparisons then found else 0 end as found
    from total_beside_parts
    where comparisons > 0
    union all
    select {{ feed | join(", ") }}, member_id, trap, comparisons, found from group_contains_others
    union all
    select {{ feed | join(", ") }}, member_id, trap, comparisons, found from groups_exceed_whole

),

counted as (

    select
        {{ feed | join(", ") }},
        trap,
        sum(comparisons) as comparisons,
        sum(found) as violations
    from traps
    group by {{ feed | join(", ") }}, trap

),

named as (

    select {{ feed | join(", ") }}, trap, {{ sorted_list("member_id") }} as members
    from traps
    where found > 0
    group by {{ feed | join(", ") }}, trap

)

select
    counted.partner_id,
    counted.feed_id,
    counted.metric_id,
    counted.trap,
    counted.told_by,
    named.members,
    cast(counted.comparisons as {{ dbt.type_bigint() }}) as comparisons,
    cast(counted.violations as {{ dbt.type_bigint() }}) as violations,
    case when counted.violations > 0 then 'violated' else 'met' end as outcome,
    case counted.trap
        when 'total_beside_parts' then 'No row is the sum of the rows beside it.'
        when 'group_contains_others' then 'No group is the sum of others of its kind.'
        when 'groups_exceed_whole' then 'Groups of one kind hold no more than everybody.'
    end as description,
    case counted.trap
        when 'total_beside_parts'
            then 'Mark the rows of this total as control or part in the mapping, or leave them out: the parts are counted already.'
        when 'group_contains_others'
            then 'Say in agenda.yaml which groups it contains, or map its rows as control.'
        when 'groups_exceed_whole'
            then 'These groups share people. Say so in agenda.yaml (overlapping, contains), and never add them.'
    end as fix
from counted
left join named
    on
        {% for column in feed -%}
        counted.{{ column }} = named.{{ column }} and
        {% endfor -%}
        counted.trap = named.trap
