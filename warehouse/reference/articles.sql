/*
description: The articles whose claims are evaluated in marts.claims. Their texts are not kept here beyond the quotes.
columns:
  article_file: [name, "File name of the article's text, where it is available."]
  described_as: [text, "What kind of text it is."]
  published_on: [date, "Day on which it was published."]
expect:
  - expect_column_values_to_be_unique: {column: article}
  - expect_column_values_to_not_be_null: {column: published_on}
*/
select
  article,
  article_file,
  described_as,
  published_on::date as published_on,
  cited_from
from read_csv('warehouse/reference/articles.csv', header = true, all_varchar = true)
order by article
