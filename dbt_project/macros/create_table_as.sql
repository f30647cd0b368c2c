{#-
    A table that is the union of what each metric gives is filled metric by metric, so that the rows of a large fact are
    put together for one metric at a time: memory and disk hold one of them, not all. The line "-- metric" that a part
    begins with is written by the model metric_cells. Other tables, and those of unit tests, as dbt-duckdb makes them.
-#}
{% macro duckdb__create_table_as(
    temporary, relation, compiled_code, language="sql", partitioned_by=none, sorted_by=none
) -%}
    {% set parts = [compiled_code] -%}
    {% if language == "sql" and not temporary -%}
        {% set parts = modules.re.split("union all[^a-z-]+(?=-- metric )", compiled_code) -%}
    {%- endif -%}
    {{ dbt.duckdb__create_table_as(temporary, relation, parts[0], language, partitioned_by, sorted_by) }}
    {%- for part in parts[1:] %}
    ;
    insert into {{ relation }} by name
    {{ part }}
    {%- endfor %}
{%- endmacro %}
