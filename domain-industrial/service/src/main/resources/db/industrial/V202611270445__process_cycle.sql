-- Cycles of work, such as welds: how a type's are told, how far each asset was looked through, and what each cycle was.
alter table asset_type add column cycle jsonb;

alter table alarm_rule drop constraint alarm_rule_kind_check;
alter table alarm_rule add constraint alarm_rule_kind_check
    check (kind in ('limit', 'silence', 'anomaly', 'remaining-life', 'cycle-defect'));

create table cycle_watch (
    tenant_id text not null,
    asset_id uuid not null,
    -- Readings before that moment are made into cycles, and no cycle was under way then.
    seen_to timestamptz not null,
    -- Readings came from that moment on after it was looked through; null where none did.
    late_from timestamptz,
    primary key (tenant_id, asset_id),
    foreign key (tenant_id, asset_id) references plant_node on delete cascade
) with (fillfactor = 50);

create table process_cycle (
    tenant_id text not null,
    cycle_id uuid not null,
    asset_id uuid not null,
    version int not null check (version > 0),
    began_at timestamptz not null,
    ended_at timestamptz not null,
    job int,
    state text not null check (state in ('incomplete', 'reference', 'waiting', 'judged', 'unjudged')),
    reason text,
    -- Tags and shape: for each of 24 parts the means, then the unsteadiness of each; null of an incomplete one.
    tags text[] not null,
    shape real[],
    -- Since when it waits for the model.
    waiting_since timestamptz,
    -- What the model said: the name of a defect, or good.
    defect text,
    -- Of a good cycle, then of each defect in the model's order.
    probabilities double precision[],
    model_version text,
    judged_at timestamptz,
    -- What a person said; null while nobody did.
    told text,
    told_by text,
    told_at timestamptz,
    note text,
    primary key (tenant_id, cycle_id),
    unique (tenant_id, asset_id, began_at),
    foreign key (tenant_id, asset_id) references plant_node on delete cascade,
    check (ended_at >= began_at),
    check (state <> 'judged' or (defect is not null and probabilities is not null and model_version is not null)),
    check (state = 'incomplete' or shape is not null)
);
create index process_cycle_waiting on process_cycle (tenant_id, asset_id, began_at) where state = 'waiting';
create index process_cycle_good on process_cycle (tenant_id, asset_id, job, began_at desc)
    where state in ('reference', 'judged', 'unjudged');

do $$
declare
    app text := current_schema() || '_app';
    item text;
begin
    foreach item in array array['cycle_watch', 'process_cycle'] loop
        execute format('alter table %I enable row level security', item);
        execute format('alter table %I force row level security', item);
        execute format(
            'create policy tenant on %I using (tenant_id = nullif(current_setting(''app.tenant'', true), '''')) '
            'with check (tenant_id = nullif(current_setting(''app.tenant'', true), ''''))', item);
        execute format('revoke all on %I from public, %I', item, app);
        execute format('grant select, insert, update, delete on %I to %I', item, app);
    end loop;
end
$$;
