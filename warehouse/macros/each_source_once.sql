-- Names of sources joined by a plus sign, each once, in order: select each_source_once('tic_slt3 + fred + tic_slt3')
create or replace macro each_source_once(names) as
array_to_string(list_sort(list_distinct(string_split(names, ' + '))), ' + ');
