-- Daily updates: from what came in to a challenger, step by step. A row that is over does not change.
create table learning_update (
    tenant_id         text             not null,
    update_id         uuid             not null,
    task              text             not null,
    model_name        text             not null,
    champion          text             not null,
    trigger_kind      text             not null check (trigger_kind in ('schedule', 'demand')),
    -- The time that a scheduled update was due; of several processes one makes it.
    slot              timestamptz,
    requested_by      text             not null,
    reason            text             not null check (length(reason) between 1 and 500),
    requested_at      timestamptz      not null,
    -- What the configuration said then, so that an update goes on as it began.
    settings          text             not null,
    state             text             not null check (state in ('queued', 'freezing', 'exporting', 'training',
        'registering', 'gating', 'releasing', 'released', 'refused', 'failed', 'cancelled', 'unchanged')),
    started_at        timestamptz,
    finished_at       timestamptz,
    cutoff            timestamptz,
    manifest_id       uuid,
    challenger        text,
    release_id        uuid,
    attempts          integer          not null default 0,
    progress          double precision not null default 0 check (progress between 0 and 1),
    training_seconds  double precision not null default 0,
    cpu_seconds       double precision not null default 0,
    energy_joules     double precision,
    peak_memory_bytes bigint,
    train_rows        integer,
    validation_rows   integer,
    test_rows         integer,
    gates             text             not null default '[]',
    code              text,
    message           text,
    cancelled_by      text,
    -- Who works on it; without a heartbeat for the length of a lease somebody else may.
    owner             text,
    heartbeat_at      timestamptz,
    primary key (tenant_id, update_id),
    check (trigger_kind = 'demand' or slot is not null)
);
create unique index learning_update_once on learning_update (tenant_id, task)
    where state not in ('released', 'refused', 'failed', 'cancelled', 'unchanged');
create unique index learning_update_slot on learning_update (tenant_id, task, slot) where slot is not null;
create index learning_update_by_time on learning_update (tenant_id, task, requested_at desc, update_id desc);

-- Whose turn it is to train on a machine; of no tenant.
create table learning_update_lease (
    machine    text        primary key,
    owner      text        not null,
    expires_at timestamptz not null
);

-- Last number of the versions that updates make; unique over all models and tenants.
create sequence learning_update_number;

create function learning_update_is_over() returns trigger language plpgsql as $$
begin
    raise exception 'an update that is over does not change' using errcode = 'insufficient_privilege';
end
$$;

create trigger over before update on learning_update for each row
    when (old.state in ('released', 'refused', 'failed', 'cancelled', 'unchanged'))
    execute function learning_update_is_over();

do $$
declare
    app text := current_schema() || '_app';
begin
    alter table learning_update enable row level security;
    alter table learning_update force row level security;
    create policy tenant on learning_update
        using (tenant_id = nullif(current_setting('app.tenant', true), ''))
        with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
    execute format('revoke all on learning_update, learning_update_lease from public, %I', app);
    execute format('grant select, insert, update on learning_update to %I', app);
    execute format('grant select, insert, update, delete on learning_update_lease to %I', app);
    execute format('grant usage on sequence learning_update_number to %I', app);
    create trigger no_truncate before truncate on learning_update for each statement
        execute function learning_refuse_change();
    create trigger no_delete before delete on learning_update for each row execute function learning_refuse_change();
end
$$;
