-- What only one active or paused connection of a kind may have, such as an AE title; connections of before get theirs when they
-- are approved again.
alter table connection add column claim text check (length(claim) <= 255);

create unique index connection_claim on connection (kind, claim) where state in ('active', 'paused');
