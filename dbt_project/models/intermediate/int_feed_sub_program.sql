with feeds as (

    select partner_id, feed_id, record_type, sub_program_id from {{ source("agenda", "feeds") }}

)

select partner_id, feed_id, record_type, sub_program_id from feeds where sub_program_id is not null
union all
select feeds.partner_id, feeds.feed_id, feeds.record_type, taking_part.sub_program_id
from feeds
inner join {{ source("agenda", "partner_sub_programs") }} as taking_part
    on feeds.partner_id = taking_part.partner_id
where feeds.sub_program_id is null
