-- Whose data alone a version learned from; null for versions that may serve everybody. Such a version is never in memory
-- itself: its pieces serve its tenant on the base version.
alter table model_version add column own_tenant text;
alter table model_version add constraint model_version_own_is_not_served
    check (own_tenant is null or (state in ('REGISTERED', 'FAILED') and activated_at is null));

alter table learning_update add column variant_id uuid;
alter table learning_erasure add column variants uuid[] not null default '{}';

-- What one tenant is served with instead of the champion: pieces of a version that learned from its data alone.
create table learning_variant (
    tenant_id    text        not null,
    variant_id   uuid        not null,
    task         text        not null,
    model_name   text        not null,
    -- The champion it was trained from and whose pieces it replaces; it belongs to no other version.
    base_version text        not null,
    version      text        not null,
    update_id    uuid        not null,
    manifest_id  uuid        not null,
    state        text        not null check (state in ('installed', 'removed', 'superseded')),
    installed_at timestamptz not null,
    installed_by text        not null,
    ended_at     timestamptz,
    ended_by     text,
    code         text,
    reason       text        not null check (length(reason) between 1 and 500),
    primary key (tenant_id, variant_id),
    unique (tenant_id, model_name, version),
    foreign key (model_name, base_version) references model_version (model_name, version),
    foreign key (model_name, version) references model_version (model_name, version),
    check ((state = 'installed') = (ended_at is null)),
    check ((ended_at is null) = (ended_by is null))
);
create unique index learning_variant_installed on learning_variant (tenant_id, model_name) where state = 'installed';
create index learning_variant_by_time on learning_variant (tenant_id, task, installed_at desc, variant_id desc);
create index learning_variant_by_manifest on learning_variant (tenant_id, manifest_id);

create function learning_variant_is_over() returns trigger language plpgsql as $$
begin
    raise exception 'a variant that was taken out does not change' using errcode = 'insufficient_privilege';
end
$$;

create trigger over before update on learning_variant for each row
    when (old.state <> 'installed') execute function learning_variant_is_over();

-- A version's owner is fixed when it is registered.
create function model_version_keeps_its_tenant() returns trigger language plpgsql as $$
begin
    raise exception 'the tenant a version belongs to does not change' using errcode = 'insufficient_privilege';
end
$$;

create trigger own_tenant before update on model_version for each row
    when (old.own_tenant is distinct from new.own_tenant) execute function model_version_keeps_its_tenant();

do $$
declare
    app text := current_schema() || '_app';
begin
    alter table learning_variant enable row level security;
    alter table learning_variant force row level security;
    create policy tenant on learning_variant
        using (tenant_id = nullif(current_setting('app.tenant', true), ''))
        with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
    execute format('revoke all on learning_variant from public, %I', app);
    execute format('grant select, insert, update on learning_variant to %I', app);
    create trigger no_truncate before truncate on learning_variant for each statement
        execute function learning_refuse_change();
    create trigger no_delete before delete on learning_variant for each row execute function learning_refuse_change();
end
$$;
