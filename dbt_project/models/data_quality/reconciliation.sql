-- Rows are counted in the facts, behind every join, so that a join that loses or repeats rows shows here.
with in_warehouse as (

    {% for record_type in record_types() -%}
    {% set counted = "stg_total" if record_type == "total" else "fct_" ~ record_type -%}
    select '{{ record_type }}' as record_type, partner_id, feed_id, batch_id from {{ ref(counted) }}
    {%- if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}

),

counted as (

    select record_type, partner_id, feed_id, batch_id, cast(count(*) as {{ dbt.type_bigint() }}) as rows_in_warehouse
    from in_warehouse
    group by record_type, partner_id, feed_id, batch_id

),

batches as (

    select
        partner_id,
        feed_id,
        record_type,
        batch_id,
        content_sha256,
        cast(rows_received as {{ dbt.type_bigint() }}) as rows_received,
        cast(rows_accepted as {{ dbt.type_bigint() }}) as rows_accepted,
        cast(rows_quarantined as {{ dbt.type_bigint() }}) as rows_quarantined,
        cast(case when in_force then rows_accepted else 0 end as {{ dbt.type_bigint() }}) as rows_in_force
    from {{ source("ingest", "batches") }}

),

matched as (

    select
        coalesce(batches.partner_id, counted.partner_id) as partner_id,
        coalesce(batches.feed_id, counted.feed_id) as feed_id,
        coalesce(batches.record_type, counted.record_type) as record_type,
        coalesce(batches.batch_id, counted.batch_id) as batch_id,
        batches.content_sha256,
        batches.rows_received,
        batches.rows_accepted,
        batches.rows_quarantined,
        batches.rows_in_force,
        coalesce(counted.rows_in_warehouse, 0) as rows_in_warehouse
    from batches
    full outer join counted
        on
            batches.partner_id = counted.partner_id
            and batches.feed_id = counted.feed_id
            and batches.record_type = counted.record_type
            and batches.batch_id = counted.batch_id

)

select
    *,
    coalesce(rows_received = rows_accepted + rows_quarantined and rows_in_force = rows_in_warehouse, false)
        as is_reconciled
from matched
