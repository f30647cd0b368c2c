{#- Every value is a key of another model, or 'all', the word for the whole. -#}
{% test related_or_all(model, column_name, to, field) %}

select child.{{ column_name }}
from {{ model }} as child
left join {{ to }} as parent on child.{{ column_name }} = parent.{{ field }}
where child.{{ column_name }} <> 'all' and parent.{{ field }} is null

{% endtest %}
