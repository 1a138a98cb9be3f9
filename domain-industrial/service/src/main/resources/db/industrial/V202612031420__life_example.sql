-- Whether the inputs of the estimate were sent as an example, which gets a label once it is known how the life ended.
alter table asset_life add column example boolean not null default false;
