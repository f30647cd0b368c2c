{#- A text as an SQL literal, quotes doubled. -#}
{% macro literal(text) -%}
    {{ dbt.string_literal(dbt.escape_single_quotes(text)) }}
{%- endmacro %}


{#- A list of texts as the right-hand side of `in`; an empty list matches nothing. -#}
{% macro literals(texts) -%}
    (
    {%- for text in texts -%}
        {{ literal(text) }}{{ ", " if not loop.last }}
    {%- else -%}
        null
    {%- endfor -%}
    )
{%- endmacro %}


{#- The sum of two figures of which either may be unknown; unknown only when both are. -#}
{% macro sum_known(left, right) -%}
    case
            when {{ left }} is null then {{ right }}
            when {{ right }} is null then {{ left }}
            else {{ left }} + {{ right }}
        end
{%- endmacro %}


{#- The larger of two figures of which either may be unknown; unknown only when both are. -#}
{% macro larger_known(left, right) -%}
    case when {{ left }} is null or {{ right }} > {{ left }} then {{ right }} else {{ left }} end
{%- endmacro %}


{#- numerator / denominator as a double; unknown when nothing is below the line. -#}
{% macro ratio(numerator, denominator) -%}
    cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0)
{%- endmacro %}


{#- Equality in which two unknowns are the same. -#}
{% macro same(left, right) -%}
    {{ left }} is not distinct from {{ right }}
{%- endmacro %}


{#- The values of a column in order, comma-separated. The caller makes them distinct. -#}
{% macro sorted_list(column) -%}
    {{ return(adapter.dispatch("sorted_list", "common_measure")(column)) }}
{%- endmacro %}

{% macro default__sorted_list(column) -%}
    {{ dbt.listagg(column, "','", "order by " ~ column) }}
{%- endmacro %}

{% macro spark__sorted_list(column) -%}
    array_join(array_sort(collect_list({{ column }})), ',')
{%- endmacro %}


{#- Every name with the same letters before it. -#}
{% macro prefixed(prefix, names) -%}
    {% set found = [] -%}
    {% for name in names -%}
        {% do found.append(prefix ~ name) -%}
    {% endfor -%}
    {{ return(found) }}
{%- endmacro %}


{#- Whether a value stands in a comma-separated list. In a list that is empty it does not. -#}
{% macro is_listed(value, listed) -%}
    ({{ dbt.position(
        dbt.concat(["','", value, "','"]), dbt.concat(["','", "coalesce(" ~ listed ~ ", '')", "','"])
    ) }} > 0)
{%- endmacro %}


{#- After `with name as`: read the rows anew each time instead of keeping them all, where the engine would keep them. -#}
{% macro not_kept() -%}
    {{ return(adapter.dispatch("not_kept", "common_measure")()) }}
{%- endmacro %}

{% macro default__not_kept() -%}
    not materialized
{%- endmacro %}

{% macro spark__not_kept() -%}
{%- endmacro %}
