-- The rule by which an observed figure is held against a claimed one: select verdict('about', 9.13, 9, 0.05, 0.5)
create or replace macro verdict(rule, observed, claimed, exact, tolerance) as
case
  when rule = 'untestable' then 'UNTESTABLE'
  when observed is null then null
  -- Floating point: a difference of the tolerance itself is within it.
  when rule = 'about' and abs(observed - claimed) <= exact + 1e-9 then 'SUPPORTED'
  when rule = 'about' and abs(observed - claimed) <= tolerance + 1e-9 then 'SUPPORTED_ROUNDED'
  when rule in ('consistent_below', 'consistent_above')
    then
      if(
        (rule = 'consistent_below' and observed < claimed) or (rule = 'consistent_above' and observed > claimed),
        'CONSISTENT', 'NOT_CONSISTENT'
      )
  when
    (rule = 'below' and observed < claimed) or (rule = 'above' and observed > claimed)
    or (rule = 'at_most' and observed <= claimed) or (rule = 'at_least' and observed >= claimed)
    then 'SUPPORTED'
  else 'CONTRADICTED'
end;
