{#- One schema per layer, named as the layer, so that analysts type metrics.metric_values without a prefix. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
