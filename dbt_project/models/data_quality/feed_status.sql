with report as (

    select
        expected.partner_id,
        expected.feed_id,
        expected.period_id,
        expected.due_on,
        case when seen.period_id is not null then 1 else 0 end as has_reported,
        row_number() over (
            partition by expected.partner_id, expected.feed_id, seen.period_id is not null
            order by period.ends_on desc, period.starts_on desc
        ) as place,
        max(expected.due_on) over (partition by expected.partner_id, expected.feed_id) as last_due_on
    from {{ source("agenda", "expected_reports") }} as expected
    inner join {{ ref("dim_period") }} as period on expected.period_id = period.period_id
    left join (select distinct partner_id, feed_id, period_id from {{ ref("int_feed_period") }}) as seen
        on
            expected.partner_id = seen.partner_id
            and expected.feed_id = seen.feed_id
            and expected.period_id = seen.period_id

),

reports as (

    select
        partner_id,
        feed_id,
        count(*) as periods_due,
        sum(has_reported) as periods_reported,
        max(case when has_reported = 1 and place = 1 then period_id end) as last_period_covered,
        max(case when has_reported = 0 and due_on = last_due_on then 1 else 0 end) as is_late
    from report
    group by partner_id, feed_id

)

select
    status.partner_id,
    partner.name as partner_name,
    status.feed_id,
    status.record_type,
    feed.cadence,
    status.status,
    status.reason,
    status.message,
    status.in_force_batch_id,
    status.is_stale,
    cast(status.columns_unknown as {{ dbt.type_int() }}) as columns_unknown,
    cast(status.columns_missing as {{ dbt.type_int() }}) as columns_missing,
    reports.last_period_covered,
    cast(coalesce(reports.periods_due, 0) as {{ dbt.type_int() }}) as periods_due,
    cast(coalesce(reports.periods_reported, 0) as {{ dbt.type_int() }}) as periods_reported,
    coalesce(reports.is_late, 0) = 1 as is_late,
    cast(case when batch.in_force then batch.rows_accepted else 0 end as {{ dbt.type_bigint() }}) as rows_in_force,
    cast(batch.rows_received as {{ dbt.type_bigint() }}) as rows_received,
    cast(batch.rows_accepted as {{ dbt.type_bigint() }}) as rows_accepted,
    cast(batch.rows_quarantined as {{ dbt.type_bigint() }}) as rows_quarantined
from {{ source("ingest", "feed_status") }} as status
left join {{ ref("dim_partner") }} as partner on status.partner_id = partner.partner_id
left join {{ source("agenda", "feeds") }} as feed
    on status.partner_id = feed.partner_id and status.feed_id = feed.feed_id
left join {{ ref("int_feed_batch") }} as batch
    on
        status.partner_id = batch.partner_id
        and status.feed_id = batch.feed_id
        and status.record_type = batch.record_type
left join reports on status.partner_id = reports.partner_id and status.feed_id = reports.feed_id
