/*
description: The articles whose claims are judged in marts.claims. Their texts are not kept here beyond the quotes.
columns:
  article_file: [name, "File name of the article's text, where it is at hand."]
  described_as: [text, "What kind of text it is."]
expect:
  - expect_column_values_to_be_unique: {column: article}
  - expect_column_values_to_not_be_null: {column: said_on}
*/
select
  article,
  article_file,
  described_as,
  said_on::date as said_on,
  cited_from
from read_csv('warehouse/reference/articles.csv', header = true, all_varchar = true)
order by article
