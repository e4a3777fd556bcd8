-- Does TIC publish net purchases and valuation of a month? It does since 2023-02: select has_published_flows(date '2023-01-31')
create or replace macro has_published_flows(month) as month >= date '2023-02-28';
