-- What the learning topics brought, by tenant. Who an example is about is kept as a keyed hash only; the key is the tenant's.
create table learning_key (
    tenant_id text  primary key,
    secret    bytea not null check (length(secret) = 32)
);

create table learning_example (
    tenant_id       text        not null,
    task            text        not null,
    example_id      text        not null,
    -- SHA-256 of task and inputs: equal inputs of two examples have it in common.
    content_hash    bytea       not null check (length(content_hash) = 32),
    subject         bytea       check (length(subject) = 32),
    occurred_at     timestamptz not null,
    recorded_at     timestamptz not null,
    score           double precision,
    model_version   text,
    retention_class text        not null,
    inputs          bytea       not null,
    primary key (tenant_id, task, example_id)
);
-- The order in which a manifest reads: equal contents side by side, the earliest first.
create index learning_example_by_content on learning_example (tenant_id, task, content_hash, occurred_at, example_id);
create index learning_example_by_time on learning_example (tenant_id, task, occurred_at);
create index learning_example_by_arrival on learning_example (tenant_id, task, recorded_at);
create index learning_example_by_subject on learning_example (tenant_id, subject) where subject is not null;

-- Every statement about an example, never changed: when it became known to its source, and when to this store.
create table learning_label (
    tenant_id   text        not null,
    task        text        not null,
    example_id  text        not null,
    source      text        not null,
    observed_at timestamptz not null,
    label       text        not null,
    withdrawn   boolean     not null,
    recorded_at timestamptz not null,
    primary key (tenant_id, task, example_id, source, observed_at, label, withdrawn)
);
create index learning_label_by_arrival on learning_label (tenant_id, task, recorded_at);
create index learning_label_by_time on learning_label (tenant_id, task, observed_at);

create table learning_preference (
    tenant_id    text        not null,
    task         text        not null,
    example_id   text        not null,
    source       text        not null,
    observed_at  timestamptz not null,
    content_hash bytea       not null check (length(content_hash) = 32),
    chosen       text        not null,
    rejected     text        not null,
    recorded_at  timestamptz not null,
    primary key (tenant_id, task, example_id, source, observed_at, content_hash)
);

-- What was not taken, and why; without its content.
create table learning_rejection (
    tenant_id    text        not null,
    rejection_id bigint      generated always as identity,
    kind         text        not null check (kind in ('example', 'label', 'preference')),
    task         text        not null,
    example_id   text,
    reason       text        not null,
    detail       text        not null,
    rejected_at  timestamptz not null,
    primary key (tenant_id, rejection_id)
);
create index learning_rejection_by_time on learning_rejection (tenant_id, rejected_at);

-- Examples of erased subjects by keyed hash, so that what comes again about them is not taken.
create table learning_erased_example (
    tenant_id text        not null,
    example   bytea       not null check (length(example) = 32),
    erased_at timestamptz not null,
    primary key (tenant_id, example)
);

create table learning_erasure (
    tenant_id      text        not null,
    erasure_id     uuid        not null,
    subject        bytea       not null check (length(subject) = 32),
    erased_at      timestamptz not null,
    erased_by      text        not null,
    reason         text        not null check (length(reason) between 1 and 500),
    examples       bigint      not null,
    labels         bigint      not null,
    preferences    bigint      not null,
    entries        bigint      not null,
    manifests      uuid[]      not null,
    model_versions text[]      not null,
    audit_seq      bigint      not null,
    audit_hash     text        not null,
    primary key (tenant_id, erasure_id)
);
create index learning_erasure_by_subject on learning_erasure (tenant_id, subject);
create index learning_erasure_by_time on learning_erasure (tenant_id, erased_at desc, erasure_id desc);

-- A frozen data set. The header is canonical JSON and holds the root of the entries' Merkle tree; the hash is the header's.
create table learning_manifest (
    tenant_id   text        not null,
    manifest_id uuid        not null,
    task        text        not null,
    created_at  timestamptz not null,
    created_by  text        not null,
    previous_id uuid,
    header      text        not null,
    hash        text        not null check (hash ~ '^[0-9a-f]{64}$'),
    audit_seq   bigint      not null,
    primary key (tenant_id, manifest_id)
);
create index learning_manifest_by_time on learning_manifest (tenant_id, created_at desc, manifest_id desc);

-- One example with its label. After the erasure of its subject only the leaf is left, which without the salt tells nothing.
create table learning_manifest_entry (
    tenant_id         text    not null,
    manifest_id       uuid    not null,
    ordinal           integer not null check (ordinal >= 0),
    leaf              bytea   not null check (length(leaf) = 32),
    salt              bytea   check (length(salt) = 16),
    example_id        text,
    content_hash      bytea,
    subject           bytea,
    occurred_at       timestamptz,
    label             text,
    label_source      text,
    label_observed_at timestamptz,
    weight            double precision,
    part              text    check (part in ('train', 'validation', 'test')),
    primary key (tenant_id, manifest_id, ordinal),
    unique (tenant_id, manifest_id, example_id),
    check (num_nulls(salt, example_id, content_hash, occurred_at, label, label_source, label_observed_at, weight, part)
        in (0, 9)),
    check (salt is not null or subject is null)
);
create index learning_manifest_entry_by_subject on learning_manifest_entry (tenant_id, subject)
    where subject is not null;

-- How the values of an input were spread over the examples of a manifest.
create table learning_manifest_profile (
    tenant_id   text     not null,
    manifest_id uuid     not null,
    input       text     not null,
    bins        bigint[] not null,
    primary key (tenant_id, manifest_id, input)
);

-- Which versions of models learned from a manifest.
create table learning_manifest_version (
    tenant_id   text        not null,
    manifest_id uuid        not null,
    model_name  text        not null,
    version     text        not null,
    recorded_at timestamptz not null,
    recorded_by text        not null,
    primary key (tenant_id, manifest_id, model_name, version),
    foreign key (tenant_id, manifest_id) references learning_manifest (tenant_id, manifest_id),
    foreign key (model_name, version) references model_version (model_name, version)
);

create function learning_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end
$$;

-- An entry changes once at most, into one without content.
create function learning_allow_erasure_only() returns trigger language plpgsql as $$
begin
    if new.tenant_id = old.tenant_id and new.manifest_id = old.manifest_id and new.ordinal = old.ordinal
            and new.leaf = old.leaf and num_nonnulls(new.salt, new.example_id, new.content_hash, new.subject,
                new.occurred_at, new.label, new.label_source, new.label_observed_at, new.weight, new.part) = 0 then
        return new;
    end if;
    raise exception 'an entry of a manifest can only be erased' using errcode = 'insufficient_privilege';
end
$$;

-- Entries and profiles come before their manifest, in its transaction; with it they are complete.
create function learning_refuse_addition() returns trigger language plpgsql as $$
begin
    if exists (select from learning_manifest m
            where m.tenant_id = new.tenant_id and m.manifest_id = new.manifest_id) then
        raise exception 'a manifest is frozen: nothing is added to it' using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;

create trigger frozen before insert on learning_manifest_entry
    for each row execute function learning_refuse_addition();
create trigger frozen before insert on learning_manifest_profile
    for each row execute function learning_refuse_addition();
create trigger erasure_only before update on learning_manifest_entry
    for each row execute function learning_allow_erasure_only();

do $$
declare
    app text := current_schema() || '_app';
    item text;
    immutable text[] := array['learning_key', 'learning_label', 'learning_preference', 'learning_erasure',
        'learning_manifest', 'learning_manifest_profile', 'learning_manifest_version'];
    kept text[] := array['learning_key', 'learning_erasure', 'learning_manifest', 'learning_manifest_entry',
        'learning_manifest_profile', 'learning_manifest_version', 'learning_erased_example'];
begin
    foreach item in array array['learning_key', 'learning_example', 'learning_label', 'learning_preference',
            'learning_rejection', 'learning_erased_example', 'learning_erasure', 'learning_manifest',
            'learning_manifest_entry', 'learning_manifest_profile', 'learning_manifest_version'] loop
        execute format('alter table %I enable row level security', item);
        execute format('alter table %I force row level security', item);
        execute format(
            'create policy tenant on %I using (tenant_id = nullif(current_setting(''app.tenant'', true), ''''))'
            ' with check (tenant_id = nullif(current_setting(''app.tenant'', true), ''''))', item);
        execute format('revoke all on %I from public, %I', item, app);
        execute format('grant select, insert on %I to %I', item, app);
        execute format('create trigger no_truncate before truncate on %I for each statement'
            ' execute function learning_refuse_change()', item);
    end loop;
    foreach item in array immutable loop
        execute format('create trigger no_update before update on %I for each row'
            ' execute function learning_refuse_change()', item);
    end loop;
    foreach item in array kept loop
        execute format('create trigger no_delete before delete on %I for each row'
            ' execute function learning_refuse_change()', item);
    end loop;
    execute format('grant delete on learning_example, learning_label, learning_preference, learning_rejection to %I', app);
    execute format('grant update on learning_manifest_entry to %I', app);
end
$$;
