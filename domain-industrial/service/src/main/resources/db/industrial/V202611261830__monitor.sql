-- What watches an asset, and where it is: one row for each asset that is watched. The scores are readings of a tag.
create table asset_monitor (
    tenant_id text not null,
    asset_id uuid not null,
    version int not null check (version > 0),
    state text not null check (state in ('learning', 'watching', 'stopped')),
    -- Names of the tags, in the order of the columns below.
    tags text[] not null,
    step_ms bigint not null check (step_ms > 0),
    needed int not null check (needed > 0),
    learned int not null check (learned >= 0),
    -- What is normal is learned from the readings since then.
    learning_from timestamptz not null,
    -- What it learned; null while it learns.
    calibration jsonb,
    -- Readings before that moment were judged.
    judged_to timestamptz not null,
    score double precision,
    shares double precision[],
    changed_at timestamptz not null,
    primary key (tenant_id, asset_id),
    foreign key (tenant_id, asset_id) references plant_node on delete cascade,
    check (state <> 'watching' or calibration is not null)
) with (fillfactor = 70);

-- Estimates of remaining useful life.
create table asset_life (
    tenant_id text not null,
    asset_id uuid not null,
    at timestamptz not null,
    expected double precision not null,
    lower double precision not null,
    upper double precision not null,
    horizon double precision not null,
    model_version text not null,
    primary key (tenant_id, asset_id, at),
    foreign key (tenant_id, asset_id) references plant_node on delete cascade,
    check (lower >= 0 and lower <= upper)
);

alter table asset_type add column monitor jsonb;

do $$
declare
    app text := current_schema() || '_app';
    item text;
begin
    foreach item in array array['asset_monitor', 'asset_life'] loop
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
