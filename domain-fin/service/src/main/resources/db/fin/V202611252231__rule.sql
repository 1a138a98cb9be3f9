-- Rules in versions, what was done to them, their snoozes, hit counts and back-tests; lists that rules look into.
create table rule_version (
    tenant_id text not null,
    rule_id text not null check (rule_id ~ '^[a-z][a-z0-9-]{1,63}$'),
    version int not null check (version >= 1),
    name text not null check (length(name) between 1 and 120),
    description text not null check (length(description) <= 1000),
    expression text not null check (length(expression) between 1 and 2000),
    action text not null check (action in ('approve', 'alert', 'refer', 'decline')),
    severity text not null check (severity in ('low', 'medium', 'high', 'critical')),
    reason_code text not null check (reason_code ~ '^[a-z][a-z0-9-]{0,63}$'),
    queue text not null check (queue ~ '^[a-z][a-z0-9-]{0,63}$'),
    priority int not null check (priority between 1 and 9),
    state text not null default 'draft' check (state in ('draft', 'shadow', 'live', 'retired')),
    author text not null,
    created_at timestamptz not null,
    proposed_by text,
    proposed_at timestamptz,
    proposal_reason text check (length(proposal_reason) <= 500),
    backtest_id uuid,
    approved_by text,
    approved_at timestamptz,
    retired_at timestamptz,
    primary key (tenant_id, rule_id, version),
    check ((proposed_by is null) = (proposed_at is null)),
    check (state <> 'live' or (approved_by is not null and approved_by <> author))
);
create unique index rule_one_live on rule_version (tenant_id, rule_id) where state = 'live';
create index rule_evaluated on rule_version (tenant_id) where state in ('shadow', 'live');

create table rule_event (
    tenant_id text not null,
    event_id bigint generated always as identity,
    rule_id text not null,
    version int,
    time timestamptz not null,
    actor text not null,
    act text not null,
    reason text not null check (length(reason) <= 500),
    primary key (tenant_id, event_id)
);
create index rule_event_listed on rule_event (tenant_id, rule_id, event_id desc);

create table rule_snooze (
    tenant_id text not null,
    snooze_id uuid not null,
    rule_id text not null,
    entity_kind text not null check (entity_kind in ('card', 'customer', 'terminal', 'merchant')),
    entity text not null check (length(entity) between 1 and 64),
    reason text not null check (length(reason) between 1 and 500),
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > created_at),
    ended_at timestamptz,
    ended_by text,
    primary key (tenant_id, snooze_id)
);
create index rule_snooze_listed on rule_snooze (tenant_id, rule_id, created_at desc);

-- Counted by each instance and added up every few seconds: what an instance counted last is lost when it is killed.
create table rule_hit_count (
    tenant_id text not null,
    rule_id text not null,
    version int not null,
    kind text not null check (kind in ('live', 'shadow', 'snoozed', 'failed')),
    hour timestamptz not null,
    hits bigint not null check (hits > 0),
    primary key (tenant_id, rule_id, version, kind, hour)
);

create table rule_backtest (
    tenant_id text not null,
    backtest_id uuid not null,
    rule_id text not null,
    version int not null,
    from_time timestamptz not null,
    to_time timestamptz not null check (to_time > from_time),
    state text not null check (state in ('running', 'done', 'failed', 'cancelled')),
    requested_by text not null,
    created_at timestamptz not null,
    beat_at timestamptz not null,
    finished_at timestamptz,
    rows_read bigint not null default 0,
    rows_total bigint not null,
    result jsonb,
    failure text,
    primary key (tenant_id, backtest_id)
);
create index rule_backtest_listed on rule_backtest (tenant_id, rule_id, created_at desc);

create table token_list (
    tenant_id text not null,
    name text not null check (name ~ '^[a-z][a-z0-9-]{1,63}$'),
    kind text not null check (kind in ('allow', 'block', 'watch')),
    description text not null check (length(description) <= 1000),
    created_by text not null,
    created_at timestamptz not null,
    primary key (tenant_id, name)
);

create table token_list_entry (
    tenant_id text not null,
    entry_id uuid not null,
    list text not null,
    value text not null check (length(value) between 1 and 64),
    reason text not null check (length(reason) between 1 and 500),
    state text not null check (state in ('pending', 'active', 'rejected', 'removed')),
    added_by text not null,
    added_at timestamptz not null,
    approved_by text,
    active_from timestamptz,
    expires_at timestamptz,
    ended_at timestamptz,
    ended_by text,
    primary key (tenant_id, entry_id),
    foreign key (tenant_id, list) references token_list (tenant_id, name),
    check (active_from is not null or state in ('pending', 'rejected'))
);
create unique index token_list_value on token_list_entry (tenant_id, list, value) where state in ('pending', 'active');
create index token_list_entry_listed on token_list_entry (tenant_id, list, added_at desc, entry_id desc);

-- Moves with each change of what decisions look at; every instance asks for it and loads anew when it moved.
create table rule_change (
    tenant_id text primary key,
    change bigint not null
);

create function rule_changed() returns trigger language plpgsql as $$
begin
    insert into rule_change (tenant_id, change) values (current_setting('app.tenant'), 1)
    on conflict (tenant_id) do update set change = rule_change.change + 1;
    return null;
end
$$;
create trigger changed after insert or update or delete on rule_version
    for each statement execute function rule_changed();
create trigger changed after insert or update or delete on rule_snooze
    for each statement execute function rule_changed();
create trigger changed after insert or update or delete on token_list
    for each statement execute function rule_changed();
create trigger changed after insert or update or delete on token_list_entry
    for each statement execute function rule_changed();

do $$
declare
    app text := current_schema() || '_app';
    name text;
begin
    foreach name in array array['rule_version', 'rule_event', 'rule_snooze', 'rule_hit_count', 'rule_backtest',
        'token_list', 'token_list_entry', 'rule_change']
    loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format('create policy tenant on %I
            using (tenant_id = nullif(current_setting(''app.tenant'', true), ''''))
            with check (tenant_id = nullif(current_setting(''app.tenant'', true), ''''))', name);
        execute format('revoke all on %I from public, %I', name, app);
    end loop;
    -- What was done to a rule is never changed; nothing is ever deleted.
    execute format('grant select, insert on rule_event, token_list to %I', app);
    execute format('grant select, insert, update on rule_version, rule_snooze, rule_hit_count, rule_backtest,
        token_list_entry, rule_change to %I', app);
end
$$;
