-- What the asset may fail of, as told in the same pass as its remaining life; null where that is beyond the horizon, or
-- nothing told it.
alter table asset_life add column outlook jsonb;
