-- Models and their versions are the platform's, not a tenant's: every tenant infers on the same ones.
create table model (
    name       text primary key check (name ~ '^[a-z][a-z0-9-]{1,62}$'),
    created_at timestamptz not null
);

create table model_version (
    id            text primary key,
    model_name    text        not null references model (name),
    version       text        not null check (version ~ '^[0-9]{1,9}(\.[0-9]{1,9}){0,3}$'),
    state         text        not null check (state in ('REGISTERED', 'LOADED', 'ACTIVE', 'FAILED')),
    task          text        not null,
    sha256        text        not null check (sha256 ~ '^[0-9a-f]{64}$'),
    path          text        not null,
    source        text        not null check (source in ('BUNDLED', 'UPLOADED')),
    provenance    text        not null,
    registered_at timestamptz not null,
    registered_by text        not null,
    activated_at  timestamptz,
    failure       text,
    row_version   bigint      not null,
    unique (model_name, version),
    check (id = model_name || ':' || version),
    check (state <> 'ACTIVE' or activated_at is not null)
);

do $$
declare
    app text := current_schema() || '_app';
begin
    execute format('revoke all on model, model_version from public, %I', app);
    execute format('grant select, insert on model to %I', app);
    execute format('grant select, insert, update on model_version to %I', app);
end
$$;
