-- Connections that are managed at run time, and every revision of their settings.
create table connection (
    tenant_id text not null,
    id uuid not null,
    kind text not null check (kind ~ '^[a-z][a-z0-9-]{0,62}$'),
    name text not null check (name ~ '^[a-z][a-z0-9-]{0,62}$'),
    state text not null check (state in ('proposed', 'active', 'paused', 'retired')),
    -- The newest revision, and the one that is used; a newer one waits for approval, or was rejected.
    revision int not null check (revision > 0),
    active_revision int check (active_revision > 0),
    -- Counts every act, so that other instances see that something changed.
    version bigint not null default 1,
    paused_by text,
    pause_reason text check (length(pause_reason) <= 500),
    last_error text check (length(last_error) <= 500),
    last_error_at timestamptz,
    last_success_at timestamptz,
    changed_at timestamptz not null,
    primary key (tenant_id, id),
    check (state <> 'proposed' or active_revision is null),
    check (state not in ('active', 'paused') or active_revision is not null)
);

create unique index connection_name on connection (tenant_id, kind, name) where state <> 'retired';

create table connection_revision (
    tenant_id text not null,
    connection_id uuid not null,
    revision int not null check (revision > 0),
    settings jsonb not null,
    secrets bytea,
    secret_names text[] not null default '{}',
    proposed_by text not null,
    proposed_at timestamptz not null,
    approved_by text,
    approved_at timestamptz,
    rejected_by text,
    rejected_at timestamptz,
    primary key (tenant_id, connection_id, revision),
    foreign key (tenant_id, connection_id) references connection (tenant_id, id)
);

alter table connection enable row level security;
alter table connection force row level security;
alter table connection_revision enable row level security;
alter table connection_revision force row level security;

create policy tenant on connection
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
create policy tenant on connection_revision
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
-- An instance uses the connections of all organisations; it reads them, and writes none without the organisation.
create policy platform_read on connection for select using (current_setting('app.platform', true) = 'on');
create policy platform_read on connection_revision for select using (current_setting('app.platform', true) = 'on');

do $$
declare
    app text := current_schema() || '_app';
begin
    execute format('revoke all on connection, connection_revision from public, %I', app);
    execute format('grant select, insert, update on connection, connection_revision to %I', app);
end
$$;
