-- Append-only audit log: one hash chain per tenant, and signed checkpoints of the chains' heads.
create table audit_entry (
    tenant_id text not null,
    seq bigint not null check (seq > 0),
    time timestamptz not null,
    actor text not null,
    action text not null,
    object text not null,
    outcome text not null check (outcome in ('success', 'refused', 'failure')),
    details text not null,
    prev_hash text not null check (prev_hash ~ '^[0-9a-f]{64}$'),
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    primary key (tenant_id, seq)
);

create table audit_checkpoint (
    tenant_id text not null,
    seq bigint not null check (seq > 0),
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    time timestamptz not null,
    service text not null,
    key_id text not null,
    signature text not null,
    primary key (tenant_id, seq)
);

alter table audit_entry enable row level security;
alter table audit_entry force row level security;
alter table audit_checkpoint enable row level security;
alter table audit_checkpoint force row level security;

create policy tenant on audit_entry
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
create policy tenant on audit_checkpoint
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
-- Verification reads every chain; it can write none.
create policy platform_read on audit_entry for select using (current_setting('app.platform', true) = 'on');
create policy platform_read on audit_checkpoint for select using (current_setting('app.platform', true) = 'on');

create function audit_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append-only: % on % refused', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end
$$;

create trigger append_only before update or delete on audit_entry
    for each row execute function audit_refuse_change();
create trigger no_truncate before truncate on audit_entry
    for each statement execute function audit_refuse_change();
create trigger append_only before update or delete on audit_checkpoint
    for each row execute function audit_refuse_change();
create trigger no_truncate before truncate on audit_checkpoint
    for each statement execute function audit_refuse_change();

do $$
declare
    app text := current_schema() || '_app';
begin
    execute format('revoke all on audit_entry, audit_checkpoint from public, %I', app);
    execute format('grant select, insert on audit_entry, audit_checkpoint to %I', app);
end
$$;
