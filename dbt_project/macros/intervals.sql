{#-
    Intervals that cover 95 of 100. A share of people has Wilson's score interval (Wilson 1927, JASA 22:209-212); the
    difference of two has Newcombe's hybrid of the two (Newcombe 1998, Stat Med 17:873-890, method 10); their ratio has
    the interval on the logarithm (Katz and others 1978, Biometrics 34:469-474).
-#}
{% macro normal_quantile() -%}
    cast(1.959963984540054 as double)
{%- endmacro %}


{#- One end of Wilson's interval of count / total; `end` is lower or upper. Unknown when nobody is below the line. -#}
{% macro wilson(count, total, end) -%}
    {% set x, n, z = "cast(" ~ count ~ " as double)", "cast(" ~ total ~ " as double)", normal_quantile() -%}
    case
            when {{ total }} > 0
            -- The rate itself and 0 and 1 bound what rounding may move by the last digit.
            then {{ "greatest(0.0, least(" if end == "lower" else "least(1.0, greatest(" }}{{ x }} / {{ n }}, (
                {{ x }} + {{ z }} * {{ z }} / 2
                {{ "-" if end == "lower" else "+" }} {{ z }} * sqrt({{ x }} * ({{ n }} - {{ x }}) / {{ n }} + {{ z }} * {{ z }} / 4)
            ) / ({{ n }} + {{ z }} * {{ z }})))
        end
{%- endmacro %}


{#- One end of Newcombe's interval of rate - other_rate, from both rates and the ends of their Wilson intervals. -#}
{% macro newcombe(rate, lower, upper, other_rate, other_lower, other_upper, end) -%}
    {% if end == "lower" -%}
    ({{ rate }} - {{ other_rate }}) - sqrt(
        power({{ rate }} - {{ lower }}, 2) + power({{ other_upper }} - {{ other_rate }}, 2)
    )
    {%- else -%}
    ({{ rate }} - {{ other_rate }}) + sqrt(
        power({{ upper }} - {{ rate }}, 2) + power({{ other_rate }} - {{ other_lower }}, 2)
    )
    {%- endif %}
{%- endmacro %}


{#- One end of Katz's interval of (count / total) / (other_count / other_total). Unknown where either count is 0. -#}
{% macro katz(count, total, other_count, other_total, end) -%}
    case
            when {{ count }} > 0 and {{ other_count }} > 0
            then {{ ratio(ratio(count, total), ratio(other_count, other_total)) }} * exp(
                {{ "-" if end == "lower" }}{{ normal_quantile() }} * sqrt(
                    greatest(
                        0.0,
                        {{ ratio(1, count) }} - {{ ratio(1, total) }}
                        + {{ ratio(1, other_count) }} - {{ ratio(1, other_total) }}
                    )
                )
            )
        end
{%- endmacro %}


{#-
    The 97.5 % point of Student's t. Up to 30 degrees of freedom from the table, above that the normal point corrected
    by the first two terms of the Cornish-Fisher series, right to four digits.
-#}
{% macro student_quantile(degrees) -%}
    {% set table = [
        12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788, 2.1604, 2.1448,
        2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484,
        2.0452, 2.0423
    ] -%}
    {% set z = 1.959963984540054 -%}
    case {{ degrees }}
        {% for value in table -%}
        when {{ loop.index }} then cast({{ value }} as double)
        {% endfor -%}
        else
            {{ normal_quantile() }}
            + {{ (z ** 3 + z) / 4 }} / nullif(cast({{ degrees }} as double), 0)
            + {{ (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96 }} / nullif(power({{ degrees }}, 2), 0)
    end
{%- endmacro %}
