-- Is a holder a country of the Middle East? TIC counts them under Asia: select in_middle_east('SAU')
create or replace macro in_middle_east(holder_id) as
holder_id in ('ARE', 'BHR', 'IRN', 'IRQ', 'ISR', 'JOR', 'KWT', 'LBN', 'OMN', 'PSE', 'QAT', 'SAU', 'SYR', 'YEM');
