-- What was wrong with the data that came in: counts by source, reason and day, each with its last example.
create table quality_count (
    tenant_id text not null,
    source text not null,
    reason text not null,
    day date not null,
    occurrences bigint not null check (occurrences > 0),
    first_at timestamptz not null,
    last_at timestamptz not null,
    last_detail text not null,
    last_example text,
    primary key (tenant_id, source, reason, day)
);
create index quality_count_by_time on quality_count (tenant_id, last_at desc);

-- When each asset was last heard of.
create table asset_activity (
    tenant_id text not null,
    asset_id uuid not null,
    received_at timestamptz not null,
    last_at timestamptz not null,
    silent_since timestamptz,
    primary key (tenant_id, asset_id)
) with (fillfactor = 50);

-- Times in which an asset said nothing; open while it has no end.
create table asset_silence (
    tenant_id text not null,
    asset_id uuid not null,
    since timestamptz not null,
    ended_at timestamptz,
    primary key (tenant_id, asset_id, since)
);

-- Edge nodes of Sparkplug B, with the names behind the aliases of their last birth.
create table edge_node (
    tenant_id text not null,
    node text not null,
    online boolean not null,
    bd_seq bigint,
    aliases jsonb not null,
    changed_at timestamptz not null,
    primary key (tenant_id, node)
);

-- Messages of edge nodes that wait for the birth that names their metrics: their senders were told that they are safe.
create table held_message (
    message_id uuid primary key,
    tenant_id text not null,
    node text not null,
    topic text not null,
    payload bytea not null,
    held_at timestamptz not null
);

create index held_message_node on held_message (tenant_id, node, held_at);

do $$
declare
    app text := current_schema() || '_app';
    item text;
begin
    foreach item in array array['quality_count', 'asset_activity', 'asset_silence', 'edge_node', 'held_message'] loop
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
