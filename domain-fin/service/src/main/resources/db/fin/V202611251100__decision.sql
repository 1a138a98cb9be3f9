-- Decisions as the log has them: the first per authorization, with the features they were made from.
create table decision (
    tenant_id text not null,
    authorization_id text not null,
    outcome text not null check (outcome in ('approve', 'refer', 'decline')),
    score double precision check (score between 0 and 1),
    threshold double precision not null,
    refer_threshold double precision,
    model_name text not null,
    model_version text not null,
    degraded boolean not null,
    reason_codes text[] not null,
    features jsonb not null,
    feature_set_version text not null,
    content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
    occurred_at timestamptz not null,
    decided_at timestamptz not null,
    latency_ms bigint,
    pan_token text,
    terminal_id text,
    amount numeric(19, 4),
    currency text,
    merchant_id text,
    mcc text,
    country text,
    channel text,
    card_present boolean,
    stored_at timestamptz not null default now(),
    primary key (tenant_id, authorization_id),
    check (score is not null or degraded)
);

create index decision_by_time on decision (tenant_id, decided_at desc, authorization_id);
create index decision_by_outcome on decision (tenant_id, outcome, decided_at desc, authorization_id);

-- What authorizations turned out to be, the newest observation of each. A label may come before its decision.
create table authorization_label (
    tenant_id text not null,
    authorization_id text not null,
    label text not null,
    source text not null,
    observed_at timestamptz not null,
    primary key (tenant_id, authorization_id)
);

alter table decision enable row level security;
alter table decision force row level security;
alter table authorization_label enable row level security;
alter table authorization_label force row level security;

create policy tenant on decision
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
create policy tenant on authorization_label
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));

do $$
declare
    app text := current_schema() || '_app';
begin
    execute format('revoke all on decision, authorization_label from public, %I', app);
    -- A decision is never changed; a newer label replaces the one before.
    execute format('grant select, insert on decision to %I', app);
    execute format('grant select, insert, update on authorization_label to %I', app);
end
$$;
