select
    partner_id,
    feed_id,
    rule_id,
    column_name,
    fix,
    cast(sum(violations) as {{ dbt.type_bigint() }}) as rows
from {{ ref("rule_results") }}
where severity = 'error' and outcome = 'violated'
group by partner_id, feed_id, rule_id, column_name, fix
