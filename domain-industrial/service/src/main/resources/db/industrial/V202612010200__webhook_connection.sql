-- The receiver of a delivery, where it is managed at run time; null: that of the configuration.
alter table webhook_delivery add column connection_id uuid;
