-- Is a holder in Asia one of the IMF's advanced economies (World Economic Outlook)? select is_advanced('JPN')
create or replace macro is_advanced(holder_id) as
holder_id in ('HKG', 'ISR', 'JPN', 'KOR', 'MAC', 'SGP', 'TWN');
