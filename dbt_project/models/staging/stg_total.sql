with source as (

    select * from {{ source("accepted", "total") }}

),

renamed as (

    select
        {{ staged_origin() }},
        source.metric as metric_id,
        source.group_type,
        source.group_value,
        source.period as period_id,
        cast(source.numerator as decimal(18, 2)) as numerator,
        cast(source.denominator as decimal(18, 2)) as denominator,
        source.value_status,
        source.row_role,
        source.part_kind,
        source.part_label,
        cast(source.published_rate as double) as published_rate
    from source
    {{ join_known_areas() }}

)

select * from renamed
