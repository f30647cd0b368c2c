{#-
    Names upstream models that the list of metrics may or may not reach, so that the lineage is the same for every list.
    A unit test knows only the models that it is given, so there they are left out.
-#}
{% macro in_lineage(names) -%}
    {% if model.resource_type != "unit_test" -%}
        {% for name in names -%}
-- depends_on: {{ ref(name) }}
        {% endfor %}
    {%- endif %}
{%- endmacro %}
