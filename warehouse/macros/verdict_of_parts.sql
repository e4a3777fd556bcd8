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
  else list_filter(
    [
      'CONTRADICTED', 'NOT_CONSISTENT', 'INCONCLUSIVE', 'SUPPORTED_ROUNDED', 'SUPPORTED', 'CONSISTENT', 'NO_VINTAGE',
      'NO_DATA', 'UNTESTABLE'
    ], v -> list_contains(verdicts, v)
  )[1]
end;
