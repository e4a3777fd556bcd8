-- Published values beside the computed ones, from the embedded data: docs/reproductions.md is this as a table.
select
  topic,
  what,
  printf('%.6g', published) as published,
  coalesce(printf('%.6g', computed), 'not available') as computed,
  printf('%+.3g', difference) as difference,
  published_unit as unit,
  published_by,
  if(is_within, '', why_apart) as "why apart"
from marts.reproductions
order by topic, value_name
