-- Work orders with what they were proposed on and what became of them. They stay when their asset is removed.
create table work_order (
    tenant_id text not null,
    work_order_id uuid not null,
    number int not null,
    version int not null check (version > 0),
    asset_id uuid not null,
    asset_name text not null,
    path text[] not null,
    state text not null check (state in ('proposed', 'planned', 'in-progress', 'done', 'cancelled')),
    title text not null check (length(title) between 1 and 200),
    source text not null check (source in ('alarm', 'remaining-life', 'manual')),
    alarm_id uuid,
    evidence jsonb,
    priority text not null check (priority in ('low', 'medium', 'high', 'critical')),
    task text,
    window_from timestamptz,
    window_to timestamptz,
    planned_from timestamptz,
    planned_to timestamptz,
    assignee text,
    estimated_cost numeric(19, 4) not null,
    expected_failure_cost numeric(19, 4) not null,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    probability double precision check (probability between 0 and 1),
    started_at timestamptz,
    done_at timestamptz,
    failure_mode text,
    outcome text check (outcome in ('confirmed', 'false-alarm', 'other-cause', 'preventive')),
    downtime_minutes int check (downtime_minutes >= 0),
    cost numeric(19, 4),
    note text,
    external_id text,
    created_at timestamptz not null,
    created_by text not null,
    last_change timestamptz not null,
    primary key (tenant_id, work_order_id),
    unique (tenant_id, number),
    check ((state = 'done') = (outcome is not null))
);
create index work_order_by_time on work_order (tenant_id, created_at desc, work_order_id);
create index work_order_by_change on work_order (tenant_id, last_change);
create index work_order_by_done on work_order (tenant_id, done_at) where done_at is not null;
-- One that is not finished for each alarm.
create unique index work_order_of_alarm on work_order (tenant_id, alarm_id)
    where state in ('proposed', 'planned', 'in-progress');

create table work_order_number (
    tenant_id text primary key,
    last int not null
);

-- Only ever added to.
create table work_order_event (
    tenant_id text not null,
    event_id bigint generated always as identity,
    work_order_id uuid not null,
    at timestamptz not null,
    actor text not null,
    event text not null,
    note text,
    primary key (tenant_id, event_id),
    foreign key (tenant_id, work_order_id) references work_order
);
create index work_order_event_by_order on work_order_event (tenant_id, work_order_id, event_id);

create table maintenance_economics (
    tenant_id text primary key,
    version int not null check (version > 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    downtime_cost_per_hour numeric(19, 4) not null check (downtime_cost_per_hour >= 0),
    unplanned_repair_hours double precision not null check (unplanned_repair_hours >= 0),
    planned_repair_hours double precision not null check (planned_repair_hours >= 0),
    technician_cost_per_hour numeric(19, 4) not null check (technician_cost_per_hour >= 0),
    changed_at timestamptz not null,
    changed_by text not null
);

-- What a maintenance system is still to be told, in the order of ids for each work order.
create table webhook_delivery (
    tenant_id text not null,
    delivery_id bigint generated always as identity,
    work_order_id uuid not null,
    body text not null,
    created_at timestamptz not null,
    attempts int not null,
    next_attempt timestamptz not null,
    last_failure text,
    sent_at timestamptz,
    given_up_at timestamptz,
    primary key (tenant_id, delivery_id)
);
create index webhook_delivery_due on webhook_delivery (tenant_id, next_attempt)
    where sent_at is null and given_up_at is null;

do $$
declare
    app text := current_schema() || '_app';
    item text;
begin
    foreach item in array array['work_order', 'work_order_number', 'work_order_event', 'maintenance_economics',
            'webhook_delivery'] loop
        execute format('alter table %I enable row level security', item);
        execute format('alter table %I force row level security', item);
        execute format(
            'create policy tenant on %I using (tenant_id = nullif(current_setting(''app.tenant'', true), '''')) '
            'with check (tenant_id = nullif(current_setting(''app.tenant'', true), ''''))', item);
        execute format('revoke all on %I from public, %I', item, app);
    end loop;
    execute format('grant select, insert, update on work_order, work_order_number, maintenance_economics to %I', app);
    execute format('grant select, insert on work_order_event to %I', app);
    execute format('grant select, insert, update, delete on webhook_delivery to %I', app);
end
$$;
