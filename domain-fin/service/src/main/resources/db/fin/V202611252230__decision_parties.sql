-- Who paid from what device to whom, where the sender says so: tokens, never numbers of cards or accounts. Null in older rows.
alter table decision
    add column customer_id text,
    add column device_id text,
    add column counterparty_id text,
    add column home_distance_km double precision;
