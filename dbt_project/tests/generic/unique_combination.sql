{#- No two rows share the same values in these columns: the grain of the model. Unknown equals unknown. -#}
{% test unique_combination(model, columns) %}

select {{ columns | join(", ") }}, count(*) as times
from {{ model }}
group by {{ columns | join(", ") }}
having count(*) > 1

{% endtest %}
