with due as (

    select report.partner_id, report.feed_id, taking_part.sub_program_id, report.period_id
    from {{ source("agenda", "expected_reports") }} as report
    inner join {{ ref("int_feed_sub_program") }} as taking_part
        on report.partner_id = taking_part.partner_id and report.feed_id = taking_part.feed_id

),

covered as (

    select distinct due.partner_id, due.feed_id, due.sub_program_id, due.period_id
    from due
    inner join {{ ref("int_feed_period") }} as seen
        on
            due.partner_id = seen.partner_id
            and due.feed_id = seen.feed_id
            and due.period_id = seen.period_id
            and (due.sub_program_id = seen.sub_program_id or seen.sub_program_id is null)

)

select
    due.partner_id,
    due.sub_program_id,
    due.period_id,
    cast(count(*) as {{ dbt.type_int() }}) as due,
    cast(count(covered.feed_id) as {{ dbt.type_int() }}) as reported
from due
left join covered
    on
        due.partner_id = covered.partner_id
        and due.feed_id = covered.feed_id
        and due.sub_program_id = covered.sub_program_id
        and due.period_id = covered.period_id
group by due.partner_id, due.sub_program_id, due.period_id
