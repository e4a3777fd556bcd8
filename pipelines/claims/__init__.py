"""The claims of published articles: how a file of one is read, and how it is evaluated."""
