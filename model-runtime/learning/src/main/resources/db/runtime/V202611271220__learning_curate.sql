-- Labels that are likely wrong, as the last check of each task's data set found them, and what a reviewer said. A statement that
-- was decided on stays, so that it is not suspected again; the rest goes with the next check.
create table learning_suspicion (
    tenant_id    text             not null,
    suspicion_id uuid             not null,
    task         text             not null,
    example_id   text             not null,
    label        text             not null,
    source       text             not null,
    observed_at  timestamptz      not null,
    suggested    text             not null,
    probability  double precision not null check (probability between 0 and 1),
    margin       double precision not null,
    manifest_id  uuid             not null,
    suspected_at timestamptz      not null,
    state        text             not null check (state in ('open', 'kept', 'changed')),
    decided      text,
    decided_by   text,
    decided_at   timestamptz,
    reason       text             check (length(reason) between 1 and 500),
    primary key (tenant_id, suspicion_id),
    unique (tenant_id, task, example_id, source, observed_at, label),
    check (label <> suggested),
    check (num_nulls(decided, decided_by, decided_at, reason) = case when state = 'open' then 4 else 0 end)
);
create index learning_suspicion_by_margin on learning_suspicion (tenant_id, task, state, margin desc, suspicion_id);

do $$
declare
    app text := current_schema() || '_app';
begin
    alter table learning_suspicion enable row level security;
    alter table learning_suspicion force row level security;
    create policy tenant on learning_suspicion using (tenant_id = nullif(current_setting('app.tenant', true), ''))
        with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
    execute format('revoke all on learning_suspicion from public, %I', app);
    execute format('grant select, insert, update, delete on learning_suspicion to %I', app);
end
$$;
