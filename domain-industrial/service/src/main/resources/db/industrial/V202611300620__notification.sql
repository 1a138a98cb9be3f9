-- Who is notified of alarms that nobody acknowledges, in which order, and what became of each notification.
create table notification_plan (
    tenant_id text primary key,
    version int not null check (version > 0),
    enabled boolean not null,
    steps jsonb not null,
    changed_at timestamptz not null,
    changed_by text not null
);

create table notification_delivery (
    tenant_id text not null,
    delivery_id bigint generated always as identity,
    alarm_id uuid not null,
    occurrence int not null,
    step int not null,
    channel text not null check (channel in ('email', 'webhook')),
    target text not null,
    created_at timestamptz not null,
    attempts int not null,
    next_attempt timestamptz not null,
    last_failure text,
    sent_at timestamptz,
    given_up_at timestamptz,
    primary key (tenant_id, delivery_id),
    unique (tenant_id, alarm_id, occurrence, step),
    foreign key (tenant_id, alarm_id) references alarm on delete cascade
);
create index notification_delivery_due on notification_delivery (tenant_id, next_attempt)
    where sent_at is null and given_up_at is null;
create index notification_delivery_by_time on notification_delivery (tenant_id, created_at);

do $$
declare
    app text := current_schema() || '_app';
    item text;
begin
    foreach item in array array['notification_plan', 'notification_delivery'] loop
        execute format('alter table %I enable row level security', item);
        execute format('alter table %I force row level security', item);
        execute format(
            'create policy tenant on %I using (tenant_id = nullif(current_setting(''app.tenant'', true), '''')) '
            'with check (tenant_id = nullif(current_setting(''app.tenant'', true), ''''))', item);
        execute format('revoke all on %I from public, %I', item, app);
    end loop;
    execute format('grant select, insert, update on notification_plan to %I', app);
    execute format('grant select, insert, update, delete on notification_delivery to %I', app);
end
$$;
