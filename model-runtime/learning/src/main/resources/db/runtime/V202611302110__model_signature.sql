-- Signatures of packs are required from now on. Versions that were registered before continue to serve; their content is pinned by
-- the hash of the manifest.
alter table model_version add column signature_waived boolean not null default false;
update model_version set signature_waived = true where source = 'UPLOADED';

-- Public keys whose signatures of packs count, added by one operator and approved by another. Those of the configuration are not here.
create table pack_key (
    name        text        primary key check (name ~ '^[a-z][a-z0-9-]{0,62}$'),
    key_id      text        not null unique check (key_id ~ '^[0-9a-f]{16}$'),
    public_key  text        not null check (length(public_key) between 1 and 1000),
    added_at    timestamptz not null,
    added_by    text        not null,
    reason      text        not null check (length(reason) between 1 and 500),
    approved_at timestamptz,
    approved_by text,
    check ((approved_at is null) = (approved_by is null)),
    check (approved_by <> added_by)
);

do $$
declare
    app text := current_schema() || '_app';
begin
    execute format('revoke all on pack_key from public, %I', app);
    execute format('grant select, insert, update, delete on pack_key to %I', app);
end
$$;
