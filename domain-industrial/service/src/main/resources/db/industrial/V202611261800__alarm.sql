-- Alarms after ISA-18.2: rules, one alarm for each asset and condition, each time it was active, and what became of it.
create table alarm_rule (
    tenant_id text not null,
    rule_id uuid not null,
    version int not null check (version > 0),
    name text not null check (length(name) between 1 and 100),
    asset_type text,
    asset_id uuid,
    kind text not null check (kind in ('limit', 'silence', 'anomaly', 'remaining-life')),
    tag text,
    side text check (side in ('high', 'low')),
    limit_value double precision,
    deadband double precision not null check (deadband >= 0),
    on_delay_seconds int not null check (on_delay_seconds >= 0),
    off_delay_seconds int not null check (off_delay_seconds >= 0),
    priority text not null check (priority in ('low', 'medium', 'high', 'critical')),
    advice text,
    cause text,
    suppress_tag text,
    suppress_side text check (suppress_side in ('high', 'low')),
    suppress_limit double precision,
    escalate_after_minutes int check (escalate_after_minutes > 0),
    enabled boolean not null,
    changed_at timestamptz not null,
    changed_by text not null,
    primary key (tenant_id, rule_id),
    foreign key (tenant_id, asset_id) references plant_node on delete cascade,
    foreign key (tenant_id, asset_type) references asset_type,
    check (num_nonnulls(asset_type, asset_id) = 1)
);
create unique index alarm_rule_by_name on alarm_rule (tenant_id, asset_type, asset_id, name) nulls not distinct;

-- How far a tag is on its way over or back over a limit: what delays need after a restart. Written when it changes.
create table alarm_watch (
    tenant_id text not null,
    rule_id uuid not null,
    asset_id uuid not null,
    role text not null check (role in ('limit', 'suppression')),
    active boolean not null,
    pending_since timestamptz,
    primary key (tenant_id, rule_id, asset_id, role),
    foreign key (tenant_id, asset_id) references plant_node on delete cascade
);

create table alarm (
    tenant_id text not null,
    alarm_id uuid not null,
    version int not null check (version > 0),
    asset_id uuid not null,
    condition text not null,
    rule_id uuid,
    kind text not null,
    tag text,
    unit text,
    priority text not null,
    side text,
    limit_value double precision,
    advice text,
    cause text not null,
    active boolean not null,
    acknowledged boolean not null,
    shelved_until timestamptz,
    suppressed boolean not null,
    out_of_service boolean not null,
    active_since timestamptz not null,
    occurrences int not null check (occurrences > 0),
    cleared_at timestamptz,
    value double precision,
    message text not null,
    flood_id uuid,
    evidence jsonb,
    work_order_id uuid,
    acknowledged_at timestamptz,
    acknowledged_by text,
    shelved_by text,
    reason text,
    escalation int not null,
    escalate_at timestamptz,
    last_change timestamptz not null,
    primary key (tenant_id, alarm_id),
    unique (tenant_id, asset_id, condition),
    foreign key (tenant_id, asset_id) references plant_node on delete cascade
) with (fillfactor = 70);
create index alarm_by_time on alarm (tenant_id, active_since desc, alarm_id);
create index alarm_by_change on alarm (tenant_id, last_change);
create index alarm_to_escalate on alarm (tenant_id, escalate_at) where escalate_at is not null;
create index alarm_to_unshelve on alarm (tenant_id, shelved_until) where shelved_until is not null;

-- Each time an alarm was active. raised_at is the service's clock, active_since the sensor's.
create table alarm_occurrence (
    tenant_id text not null,
    alarm_id uuid not null,
    occurrence int not null,
    announced boolean not null,
    raised_at timestamptz not null,
    active_since timestamptz not null,
    cleared_at timestamptz,
    flood_id uuid,
    work_order_id uuid,
    primary key (tenant_id, alarm_id, occurrence),
    foreign key (tenant_id, alarm_id) references alarm on delete cascade
);
create index alarm_occurrence_by_time on alarm_occurrence (tenant_id, raised_at);

-- Only ever added to.
create table alarm_event (
    tenant_id text not null,
    event_id bigint generated always as identity,
    alarm_id uuid not null,
    at timestamptz not null,
    actor text not null,
    event text not null,
    note text,
    primary key (tenant_id, event_id),
    foreign key (tenant_id, alarm_id) references alarm on delete cascade
);
create index alarm_event_by_alarm on alarm_event (tenant_id, alarm_id, event_id);

-- Times of more alarms than an operator can follow; open while it has no end.
create table alarm_flood (
    tenant_id text not null,
    flood_id uuid not null,
    began_at timestamptz not null,
    ended_at timestamptz,
    primary key (tenant_id, flood_id)
);
create unique index alarm_flood_open on alarm_flood (tenant_id) where ended_at is null;
create index alarm_flood_by_time on alarm_flood (tenant_id, began_at);

do $$
declare
    app text := current_schema() || '_app';
    item text;
begin
    foreach item in array array['alarm_rule', 'alarm_watch', 'alarm', 'alarm_occurrence', 'alarm_event', 'alarm_flood'] loop
        execute format('alter table %I enable row level security', item);
        execute format('alter table %I force row level security', item);
        execute format(
            'create policy tenant on %I using (tenant_id = nullif(current_setting(''app.tenant'', true), '''')) '
            'with check (tenant_id = nullif(current_setting(''app.tenant'', true), ''''))', item);
        execute format('revoke all on %I from public, %I', item, app);
    end loop;
    execute format('grant select, insert, update, delete on alarm_rule, alarm_watch to %I', app);
    execute format('grant select, insert, update on alarm, alarm_occurrence, alarm_flood to %I', app);
    execute format('grant select, insert on alarm_event to %I', app);
end
$$;
