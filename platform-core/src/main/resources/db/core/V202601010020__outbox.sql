-- Events that wait for Kafka: written in the transaction of what they tell about, sent afterwards by the relay.
create table outbox_event (
    id bigint generated always as identity primary key,
    tenant_id text not null,
    topic text not null,
    -- 0 to 7, from topic and key: a relay sends one shard at a time, which keeps the order of a key.
    shard smallint not null check (shard between 0 and 7),
    key bytea not null,
    payload bytea not null,
    content_type text not null,
    traceparent text,
    created_at timestamptz not null,
    sent_at timestamptz,
    parked_at timestamptz,
    parked_reason text check (length(parked_reason) <= 500)
);

create index outbox_event_waiting on outbox_event (shard, id) where sent_at is null and parked_at is null;
create index outbox_event_sent on outbox_event (sent_at) where sent_at is not null;

alter table outbox_event enable row level security;
alter table outbox_event force row level security;

create policy tenant_write on outbox_event for insert
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
create policy tenant_read on outbox_event for select
    using (tenant_id = nullif(current_setting('app.tenant', true), ''));
-- The relay serves all tenants.
create policy platform on outbox_event
    using (current_setting('app.platform', true) = 'on')
    with check (current_setting('app.platform', true) = 'on');

do $$
declare
    app text := current_schema() || '_app';
begin
    execute format('revoke all on outbox_event from public, %I', app);
    execute format('grant select, insert, update, delete on outbox_event to %I', app);
end
$$;
