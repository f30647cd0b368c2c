with known as (

    -- A batch of which a rule could not be evaluated neither opens nor closes anything.
    select
        partner_id,
        feed_id,
        rule_id,
        position,
        batch_id,
        arrived_on,
        outcome,
        violations,
        lag(outcome) over (partition by partner_id, feed_id, rule_id order by position) as outcome_before,
        lag(batch_id) over (partition by partner_id, feed_id, rule_id order by position) as batch_before
    from {{ source("ingest", "rejection_history") }}
    where outcome <> 'not_evaluable'

),

numbered as (

    select
        partner_id,
        feed_id,
        rule_id,
        position,
        batch_id,
        arrived_on,
        outcome,
        violations,
        outcome_before,
        batch_before,
        sum(case when outcome = 'violated' and coalesce(outcome_before, 'met') = 'met' then 1 else 0 end) over (
            partition by partner_id, feed_id, rule_id
            order by position
            rows between unbounded preceding and current row
        ) as episode
    from known

),

episodes as (

    select
        partner_id,
        feed_id,
        rule_id,
        episode,
        min(case when outcome = 'violated' then arrived_on end) as opened_on,
        max(case when outcome = 'met' and outcome_before = 'violated' then arrived_on end) as closed_on,
        max(
            case
                when outcome = 'met' and outcome_before = 'violated'
                    then case when batch_id = batch_before then 'rules' else 'partner' end
            end
        ) as closed_by,
        count(case when outcome = 'violated' then 1 end) as batches,
        max(violations) as rows_at_most,
        max(case when outcome = 'violated' then position end) as last_position
    from numbered
    where episode > 0
    group by partner_id, feed_id, rule_id, episode

)

select
    episodes.partner_id,
    episodes.feed_id,
    episodes.rule_id,
    cast(episodes.episode as {{ dbt.type_int() }}) as episode,
    episodes.opened_on,
    episodes.closed_on,
    episodes.closed_by,
    episodes.closed_on is null as is_open,
    cast({{ dbt.datediff("episodes.opened_on", "episodes.closed_on", "day") }} as {{ dbt.type_int() }}) as days_to_fix,
    cast(episodes.batches as {{ dbt.type_int() }}) as batches,
    cast(episodes.rows_at_most as {{ dbt.type_bigint() }}) as rows_at_most,
    cast(last_batch.violations as {{ dbt.type_bigint() }}) as rows_at_last
from episodes
inner join known as last_batch
    on
        episodes.partner_id = last_batch.partner_id
        and episodes.feed_id = last_batch.feed_id
        and episodes.rule_id = last_batch.rule_id
        and episodes.last_position = last_batch.position
