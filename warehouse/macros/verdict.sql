-- The rule that compares an observed value with a claimed one. A bound is met or missed only if the whole 95 % interval from low to high is on one side of it: select verdict('about', 9.13, 9, 0.05, 0.5, null, null)
create or replace macro verdict(rule, observed, claimed, exact, tolerance, low, high) as
case
  when rule = 'untestable' then 'UNTESTABLE'
  when observed is null then null
  -- Floating point: a difference of the tolerance itself is within it.
  when rule = 'about' and abs(observed - claimed) <= exact + 1e-9 then 'SUPPORTED'
  when rule = 'about' and abs(observed - claimed) <= tolerance + 1e-9 then 'SUPPORTED_ROUNDED'
  when rule = 'about' then 'CONTRADICTED'
  when
    (rule in ('below', 'consistent_below') and coalesce(high, observed) < claimed)
    or (rule in ('above', 'consistent_above') and coalesce(low, observed) > claimed)
    or (rule = 'at_most' and coalesce(high, observed) <= claimed)
    or (rule = 'at_least' and coalesce(low, observed) >= claimed)
    then case when rule in ('consistent_below', 'consistent_above') then 'CONSISTENT' else 'SUPPORTED' end
  when
    (rule in ('below', 'consistent_below') and coalesce(low, observed) >= claimed)
    or (rule in ('above', 'consistent_above') and coalesce(high, observed) <= claimed)
    or (rule = 'at_most' and coalesce(low, observed) > claimed)
    or (rule = 'at_least' and coalesce(high, observed) < claimed)
    then case when rule in ('consistent_below', 'consistent_above') then 'NOT_CONSISTENT' else 'CONTRADICTED' end
  else 'INCONCLUSIVE'
end;
