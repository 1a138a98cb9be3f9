-- Work items of the unified procedure step (PS3.4 annex CC), served by UPS-RS.
create table work_item (
    tenant_id text not null,
    sop_instance_uid text not null check (length(sop_instance_uid) <= 64),
    state text not null check (state in ('SCHEDULED', 'IN PROGRESS', 'COMPLETED', 'CANCELED')),
    -- whoever claimed the item knows it; nobody else may change it
    transaction_uid text check (length(transaction_uid) <= 64),
    priority text not null check (priority in ('HIGH', 'MEDIUM', 'LOW')),
    patient_id text,
    -- the revision that this node reads; empty for items of others
    study_instance_uid text,
    revision int,
    -- the data set in explicit VR little endian, without state and transaction
    content bytea not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (tenant_id, sop_instance_uid)
);

create index work_item_by_state on work_item (tenant_id, state, created_at desc);
create unique index work_item_by_revision on work_item (tenant_id, study_instance_uid, revision)
    where revision is not null;

do $$
declare
    app text := current_schema() || '_app';
begin
    alter table work_item enable row level security;
    alter table work_item force row level security;
    create policy tenant on work_item
        using (tenant_id = nullif(current_setting('app.tenant', true), ''))
        with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
    execute format('revoke all on work_item from public, %I', app);
    execute format('grant select, insert, update on work_item to %I', app);
end
$$;
