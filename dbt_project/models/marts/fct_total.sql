with total as (

    select
        staged.*,
        coalesce(staged.sub_program_id, feed.sub_program_id) as total_sub_program_id
    from {{ ref("stg_total") }} as staged
    left join {{ source("agenda", "feeds") }} as feed
        on staged.partner_id = feed.partner_id and staged.feed_id = feed.feed_id
    -- A total for an area that the agenda does not know is not a total for the whole.
    where staged.area_id is not null or staged.area_reported is null

),

known_group as (

    select group_type, group_value from {{ ref("dim_group") }}
    union all
    select 'all' as group_type, 'all' as group_value

)

select
    total.partner_id,
    total.feed_id,
    total.batch_id,
    total.row_number,
    total.metric_id,
    total.total_sub_program_id as sub_program_id,
    total.area_id,
    total.group_type,
    total.group_value,
    total.period_id,
    period.starts_on as from_date,
    period.ends_on as to_date,
    total.row_role,
    total.part_kind,
    total.part_label,
    total.numerator,
    total.denominator,
    total.published_rate,
    total.value_status,
    total.value_status = 'published'
    and total.numerator is not null
    and (metric.metric_type <> 'rate' or total.denominator is not null) as has_figure
from total
inner join {{ ref("dim_metric") }} as metric on total.metric_id = metric.metric_id
inner join {{ ref("dim_period") }} as period on total.period_id = period.period_id
inner join known_group
    on total.group_type = known_group.group_type and total.group_value = known_group.group_value
