{#-
    A forecast kept to what its metric can be: a percentage to 0 to 1, a figure that was never below 0 to 0 and above.
    Nine digits, so that the order in which an engine adds does not make another forecast.
-#}
{% macro within_range(value) -%}
    case
        when {{ value }} < 0 and least >= 0 then cast(0 as double)
        when {{ value }} > 1 and unit = 'percent' then cast(1 as double)
        else round({{ value }}, 9)
    end
{%- endmacro %}
