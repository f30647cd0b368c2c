-- A feed owes a report for each period of its own rhythm; longer periods hold several of them.
with due as (

    select
        expected.partner_id,
        expected.feed_id,
        taking_part.sub_program_id,
        expected.period_id,
        expected.due_on,
        period.starts_on,
        period.ends_on
    from {{ source("agenda", "expected_reports") }} as expected
    inner join {{ source("agenda", "feeds") }} as feed
        on expected.partner_id = feed.partner_id and expected.feed_id = feed.feed_id
    inner join {{ ref("dim_period") }} as period
        on expected.period_id = period.period_id and feed.cadence = period.period_type
    inner join {{ ref("int_feed_sub_program") }} as taking_part
        on expected.partner_id = taking_part.partner_id and expected.feed_id = taking_part.feed_id

),

seen as (

    select distinct due.partner_id, due.feed_id, due.sub_program_id, due.period_id
    from due
    inner join {{ ref("int_feed_period") }} as told
        on
            due.partner_id = told.partner_id
            and due.feed_id = told.feed_id
            and due.period_id = told.period_id
            and (due.sub_program_id = told.sub_program_id or told.sub_program_id is null)

),

-- Rows of older batches are no longer there, so the day of a report is told by the days on which batches came: the first
-- since the period's last day, and where the feed has not moved since, the last one before.
arrived as (

    select
        due.partner_id,
        due.feed_id,
        due.sub_program_id,
        due.period_id,
        coalesce(
            min(case when batch.arrived_on >= due.ends_on then batch.arrived_on end),
            max(batch.arrived_on)
        ) as arrived_on
    from due
    inner join {{ source("ingest", "batch_history") }} as batch
        on due.partner_id = batch.partner_id and due.feed_id = batch.feed_id
    where batch.rows_accepted > 0
    group by due.partner_id, due.feed_id, due.sub_program_id, due.period_id

)

select
    due.partner_id,
    due.feed_id,
    in_force.batch_id,
    due.sub_program_id,
    cast(null as {{ dbt.type_string() }}) as area_id,
    due.period_id as due_period_id,
    due.starts_on as from_date,
    due.ends_on as to_date,
    due.due_on,
    case when seen.feed_id is not null then arrived.arrived_on end as arrived_on,
    seen.feed_id is not null as reported,
    seen.feed_id is not null and coalesce(arrived.arrived_on <= due.due_on, false) as on_time
from due
left join seen
    on
        due.partner_id = seen.partner_id
        and due.feed_id = seen.feed_id
        and due.sub_program_id = seen.sub_program_id
        and due.period_id = seen.period_id
left join arrived
    on
        due.partner_id = arrived.partner_id
        and due.feed_id = arrived.feed_id
        and due.sub_program_id = arrived.sub_program_id
        and due.period_id = arrived.period_id
left join {{ ref("int_feed_batch") }} as in_force
    on due.partner_id = in_force.partner_id and due.feed_id = in_force.feed_id and in_force.in_force
