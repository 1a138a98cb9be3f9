-- The card's events before the authorization, which the model took beside the features: little-endian float32 numbers
-- [events, columns], oldest first, columns as feature_set_version defines them. Null in rows older than this column.
alter table decision add column events bytea;
