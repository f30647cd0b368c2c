{{ in_lineage(countable_facts() + ["dim_period", "int_area_cell", "int_person_group"]) }}

{% for metric in metrics_of_rows(var("metrics")) %}
{{ metric_cells(metric) }}
{% if not loop.last %}union all{% endif %}
{% else %}
select
    cast(null as {{ dbt.type_string() }}) as metric_id,
    cast(null as {{ dbt.type_int() }}) as metric_version,
    cast(null as {{ dbt.type_string() }}) as metric_type,
    cast(null as {{ dbt.type_string() }}) as counted,
    cast(null as {{ dbt.type_string() }}) as partner_id,
    cast(null as {{ dbt.type_string() }}) as sub_program_id,
    cast(null as {{ dbt.type_string() }}) as area_id,
    cast(null as {{ dbt.type_string() }}) as group_type,
    cast(null as {{ dbt.type_string() }}) as group_value,
    cast(null as {{ dbt.type_string() }}) as period_id,
    cast(null as decimal(18, 2)) as numerator,
    cast(null as decimal(18, 2)) as denominator,
    cast(null as {{ dbt.type_bigint() }}) as people,
    cast(null as decimal(18, 2)) as lower,
    cast(null as decimal(18, 2)) as upper
where false
{% endfor %}
