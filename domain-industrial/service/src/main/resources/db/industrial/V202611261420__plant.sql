-- The plant: ISA-95's equipment hierarchy, the tags of its assets, and templates for both.
create table asset_type (
    tenant_id text not null,
    name text not null check (name ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
    description text not null,
    tags jsonb not null,
    version int not null check (version > 0),
    changed_at timestamptz not null,
    changed_by text not null,
    primary key (tenant_id, name)
);

create table plant_node (
    tenant_id text not null,
    node_id uuid not null,
    parent_id uuid,
    level text not null check (level in ('enterprise', 'site', 'area', 'line', 'asset')),
    name text not null check (length(name) between 1 and 100),
    description text not null,
    asset_type text,
    -- What the readings of an asset come under; the intake's names are in docs/reference/industrial-intake.md.
    source text check (length(source) between 1 and 300),
    version int not null check (version > 0),
    changed_at timestamptz not null,
    changed_by text not null,
    primary key (tenant_id, node_id),
    foreign key (tenant_id, parent_id) references plant_node,
    foreign key (tenant_id, asset_type) references asset_type,
    check (level = 'asset' or (asset_type is null and source is null)),
    check (level = 'asset' or parent_id is not null or level = 'enterprise')
);

create unique index plant_node_by_name on plant_node (tenant_id, parent_id, name) nulls not distinct;
create unique index plant_node_by_source on plant_node (tenant_id, source);

-- A number that stands for a tag in every reading; never used again.
create table tag (
    tenant_id text not null,
    tag_id int generated always as identity,
    asset_id uuid not null,
    name text not null check (length(name) between 1 and 200),
    description text not null,
    unit text not null,
    low double precision,
    high double precision,
    sampling_ms int not null check (sampling_ms between 1 and 86400000),
    version int not null check (version > 0),
    changed_at timestamptz not null,
    changed_by text not null,
    primary key (tenant_id, tag_id),
    unique (tenant_id, asset_id, name),
    foreign key (tenant_id, asset_id) references plant_node,
    check (low < high)
);

do $$
declare
    app text := current_schema() || '_app';
    item text;
begin
    foreach item in array array['asset_type', 'plant_node', 'tag'] loop
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
