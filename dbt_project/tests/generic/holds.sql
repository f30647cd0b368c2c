{#- A condition that is false for no row. Where it cannot be told, the row passes: not_null is a test of its own. -#}
{% test holds(model, condition) %}

select *
from {{ model }}
where not ({{ condition }})

{% endtest %}
