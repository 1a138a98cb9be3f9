-- Events whose effect a consumer has already had: a row is written in the transaction of the effect.
create table inbox_event (
    tenant_id text not null,
    consumer text not null check (length(consumer) between 1 and 100),
    event_id text not null check (length(event_id) between 1 and 128),
    received_at timestamptz not null,
    primary key (tenant_id, consumer, event_id)
);

create index inbox_event_received on inbox_event (received_at);

alter table inbox_event enable row level security;
alter table inbox_event force row level security;

create policy tenant on inbox_event
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
-- The purge serves all tenants; it reads and deletes, and writes nothing.
create policy platform_read on inbox_event for select using (current_setting('app.platform', true) = 'on');
create policy platform_purge on inbox_event for delete using (current_setting('app.platform', true) = 'on');

do $$
declare
    app text := current_schema() || '_app';
begin
    execute format('revoke all on inbox_event from public, %I', app);
    execute format('grant select, insert, delete on inbox_event to %I', app);
end
$$;
