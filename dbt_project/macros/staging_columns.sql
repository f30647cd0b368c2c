{#- What every record type renames alike: where the row came from and where it belongs. -#}
{% macro staged_origin() -%}
    source.partner_id,
    source.feed_id,
    source.batch_id,
    cast(source.row_number as {{ dbt.type_bigint() }}) as row_number,
    source.sub_program as sub_program_id,
    areas.area_id,
    source.area as area_reported
{%- endmacro %}


{#- The areas of the agenda beside the rows: an area that the agenda does not know becomes unknown. -#}
{% macro join_known_areas() -%}
    left join {{ source("agenda", "areas") }} as areas on source.area = areas.area_id
{%- endmacro %}
