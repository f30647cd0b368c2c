with ancestors as (

    select area_id, ancestor_id from {{ source("agenda", "area_ancestors") }}

),

levels as (

    select area_id, cast(count(*) as {{ dbt.type_int() }}) as cell_level from ancestors group by area_id

)

select ancestors.area_id, ancestors.ancestor_id as cell_area_id, levels.cell_level
from ancestors
inner join levels on ancestors.ancestor_id = levels.area_id
union all
select area_id, 'all' as cell_area_id, 0 as cell_level from levels
union all
-- A row whose area is unknown still belongs to the whole.
select cast(null as {{ dbt.type_string() }}) as area_id, 'all' as cell_area_id, 0 as cell_level
