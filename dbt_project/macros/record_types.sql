{#- Every record type that has a contract. -#}
{% macro record_types() -%}
    {{ return(people_record_types() + ["total", "funding", "stock", "capacity", "site"]) }}
{%- endmacro %}


{#- The record types whose rows are about single people. -#}
{% macro people_record_types() -%}
    {{ return(["enrolment", "service", "attendance", "outcome", "request", "volunteering", "feedback"]) }}
{%- endmacro %}


{#- The record types whose rows report for the one day in this column. -#}
{% macro reporting_days() -%}
    {{ return({
        "service": "service_date",
        "outcome": "outcome_date",
        "request": "request_date",
        "volunteering": "shift_date",
        "feedback": "feedback_date",
        "funding": "award_date",
        "stock": "stock_date",
        "capacity": "capacity_date"
    }) }}
{%- endmacro %}
