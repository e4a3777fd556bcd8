-- Verdict of a claim by those of its parts: MIXED where they differ, else the weakest of those that support it:
-- select verdict_of_parts(['SUPPORTED', 'CONTRADICTED'])
create or replace macro verdict_of_parts(verdicts) as
case
  when
    list_contains(verdicts, 'MIXED')
    or (
      list_has_any(verdicts, ['SUPPORTED', 'SUPPORTED_ROUNDED', 'CONSISTENT'])
      and list_has_any(verdicts, ['CONTRADICTED', 'NOT_CONSISTENT', 'INCONCLUSIVE'])
    ) then 'MIXED'
  when list_contains(verdicts, 'CONTRADICTED') then 'CONTRADICTED'
  when list_contains(verdicts, 'NOT_CONSISTENT') then 'NOT_CONSISTENT'
  when list_contains(verdicts, 'INCONCLUSIVE') then 'INCONCLUSIVE'
  when list_contains(verdicts, 'SUPPORTED_ROUNDED') then 'SUPPORTED_ROUNDED'
  when list_contains(verdicts, 'SUPPORTED') then 'SUPPORTED'
  when list_contains(verdicts, 'CONSISTENT') then 'CONSISTENT'
  when list_contains(verdicts, 'NO_VINTAGE') then 'NO_VINTAGE'
  when list_contains(verdicts, 'NO_DATA') then 'NO_DATA'
  when list_contains(verdicts, 'UNTESTABLE') then 'UNTESTABLE'
end;
