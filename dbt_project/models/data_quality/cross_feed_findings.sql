{% set row = ["partner_id", "feed_id", "batch_id", "row_number"] %}

-- Days at a partner's program need a stay at that partner; days at school need a stay at whichever partner.
with covered_attendance as (

    {{ within_a_stay(ref("fct_attendance"), "told.setting = 'school' or told.partner_id = stay.partner_id") }}

),

covered_service as (

    {{ within_a_stay(ref("fct_service"), "told.partner_id = stay.partner_id") }}

),

-- Who gives enrolments at all: without them nothing can be told.
enrolling as (

    select distinct partner_id, sub_program_id from {{ ref("fct_enrolment") }}

),

enrolled_anywhere as (

    select distinct sub_program_id from enrolling

),

attendance as (

    select
        'attendance_has_enrolment' as rule_id,
        told.partner_id,
        told.feed_id,
        case
            when told.setting = 'school' then anywhere.sub_program_id is not null
            else enrolling.partner_id is not null
        end as is_evaluable,
        covered.row_number is not null as is_met
    from {{ ref("fct_attendance") }} as told
    left join enrolling
        on told.partner_id = enrolling.partner_id and told.sub_program_id = enrolling.sub_program_id
    left join enrolled_anywhere as anywhere on told.sub_program_id = anywhere.sub_program_id
    left join covered_attendance as covered
        on {% for column in row %}told.{{ column }} = covered.{{ column }}{{ " and " if not loop.last }}{% endfor %}

),

service as (

    select
        'service_within_stay' as rule_id,
        told.partner_id,
        told.feed_id,
        enrolling.partner_id is not null as is_evaluable,
        covered.row_number is not null as is_met
    from {{ ref("fct_service") }} as told
    left join enrolling
        on told.partner_id = enrolling.partner_id and told.sub_program_id = enrolling.sub_program_id
    left join covered_service as covered
        on {% for column in row %}told.{{ column }} = covered.{{ column }}{{ " and " if not loop.last }}{% endfor %}

),

-- A partner with rows of a metric has figures for all of its cells; the ones that are not there are zero.
with_rows as (

    select distinct metric_id, partner_id, sub_program_id, period_id
    from {{ ref("metric_cells") }}
    where partner_id <> 'all' and area_id = 'all' and group_type = 'all' and people > 0

),

totals as (

    select
        'totals_agree_with_rows' as rule_id,
        total.partner_id,
        total.feed_id,
        with_rows.partner_id is not null as is_evaluable,
        total.numerator = coalesce(cell.numerator, 0)
        and (metric.metric_type <> 'rate' or total.denominator = coalesce(cell.denominator, 0)) as is_met
    from {{ ref("fct_total") }} as total
    inner join {{ ref("dim_metric") }} as metric on total.metric_id = metric.metric_id
    left join with_rows
        on
            total.metric_id = with_rows.metric_id
            and total.partner_id = with_rows.partner_id
            and coalesce(total.sub_program_id, 'all') = with_rows.sub_program_id
            and total.period_id = with_rows.period_id
    left join {{ ref("metric_cells") }} as cell
        on
            total.metric_id = cell.metric_id
            and total.partner_id = cell.partner_id
            and coalesce(total.sub_program_id, 'all') = cell.sub_program_id
            and coalesce(total.area_id, 'all') = cell.area_id
            and total.group_type = cell.group_type
            and total.group_value = cell.group_value
            and total.period_id = cell.period_id
    where total.row_role = 'counted' and total.has_figure

),

judged as (

    select * from attendance
    union all
    select * from service
    union all
    select * from totals

),

counted as (

    select
        rule_id,
        partner_id,
        feed_id,
        sum(case when is_evaluable then 1 else 0 end) as rows_checked,
        sum(case when is_evaluable and not is_met then 1 else 0 end) as violations
    from judged
    group by rule_id, partner_id, feed_id

)

select
    rule_id,
    partner_id,
    feed_id,
    cast(rows_checked as {{ dbt.type_bigint() }}) as rows_checked,
    cast(violations as {{ dbt.type_bigint() }}) as violations,
    case
        when rows_checked = 0 then 'not_evaluable'
        when violations > 0 then 'violated'
        else 'met'
    end as outcome,
    case rule_id
        when 'attendance_has_enrolment' then 'Who attends is enrolled in the same sub-program at that time.'
        when 'service_within_stay' then 'Services fall between the first and the last day of a stay.'
        when 'totals_agree_with_rows' then 'A total agrees with the rows that the partner gives for the same metric.'
    end as description
from counted
