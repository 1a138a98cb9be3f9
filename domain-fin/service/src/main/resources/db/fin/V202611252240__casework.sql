-- Cases: what people look at. Alerts (referred and declined authorizations) of one customer join that customer's open case.
create table case_counter (
    tenant_id text primary key,
    last_number bigint not null
);

create table fraud_case (
    tenant_id text not null,
    case_number bigint not null,
    customer text not null,
    customer_kind text not null check (customer_kind in ('customer', 'card', 'authorization')),
    queue text not null,
    state text not null check (state in ('new', 'in-progress', 'escalated', 'closed')),
    -- 1 critical, 2 high, 3 medium, 4 low: the smaller the more urgent
    priority smallint not null check (priority between 1 and 4),
    max_score double precision check (max_score between 0 and 1),
    -- sum of the alerts' amounts, each as a multiple of what counts as a large amount in its currency
    large_amounts double precision not null,
    alert_count integer not null,
    reasons text[] not null,
    opened_at timestamptz not null,
    last_alert_at timestamptz not null,
    due_at timestamptz not null,
    assignee text,
    lock_holder text,
    lock_until timestamptz,
    disposition text check (disposition in ('confirmed-fraud', 'false-positive', 'genuine-suspicious', 'inconclusive')),
    closed_at timestamptz,
    closed_by text,
    version bigint not null,
    primary key (tenant_id, case_number),
    check ((state = 'closed') = (closed_at is not null)),
    check ((lock_holder is null) = (lock_until is null))
);
create unique index fraud_case_open_customer on fraud_case (tenant_id, customer) where state <> 'closed';
create index fraud_case_urgency on fraud_case (tenant_id, queue, priority, due_at, case_number) where state <> 'closed';
create index fraud_case_closed on fraud_case (tenant_id, closed_at desc, case_number desc) where state = 'closed';

create table case_alert (
    tenant_id text not null,
    authorization_id text not null,
    case_number bigint not null,
    outcome text not null check (outcome in ('approve', 'refer', 'decline')),
    score double precision check (score between 0 and 1),
    degraded boolean not null,
    model_version text not null,
    reason_codes text[] not null,
    contributions jsonb,
    amount numeric(19, 4),
    currency text,
    occurred_at timestamptz not null,
    decided_at timestamptz not null,
    pan_token text,
    terminal_id text,
    device_id text,
    counterparty_id text,
    merchant_id text,
    mcc text,
    country text,
    channel text,
    added_at timestamptz not null,
    disposition text check (disposition in ('confirmed-fraud', 'false-positive', 'genuine-suspicious', 'inconclusive')),
    disposition_reason text,
    disposed_by text,
    disposed_at timestamptz,
    -- the analyst's label that stands, and when it was observed
    label text check (label in ('fraud', 'genuine')),
    labelled_at timestamptz,
    primary key (tenant_id, authorization_id),
    foreign key (tenant_id, case_number) references fraud_case
);
create index case_alert_of_case on case_alert (tenant_id, case_number, occurred_at desc, authorization_id);

-- Which cards, devices, terminals and counterparties a case is about: what links cases to each other.
create table case_entity (
    tenant_id text not null,
    kind text not null check (kind in ('card', 'device', 'terminal', 'counterparty')),
    value text not null,
    case_number bigint not null,
    primary key (tenant_id, kind, value, case_number),
    foreign key (tenant_id, case_number) references fraud_case
);
create index case_entity_of_case on case_entity (tenant_id, case_number, kind, value);

-- What happened to a case and who did it; never changed.
create table case_event (
    tenant_id text not null,
    case_number bigint not null,
    event_id bigint generated always as identity,
    at timestamptz not null,
    actor text not null,
    kind text not null,
    body text,
    details jsonb not null default '{}',
    primary key (tenant_id, case_number, event_id),
    foreign key (tenant_id, case_number) references fraud_case
);

-- The customer's normal is read by card.
create index decision_by_card on decision (tenant_id, pan_token, occurred_at desc);

do $$
declare
    app text := current_schema() || '_app';
    name text;
begin
    foreach name in array array['case_counter', 'fraud_case', 'case_alert', 'case_entity', 'case_event'] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format(
            'create policy tenant on %I using (tenant_id = nullif(current_setting(''app.tenant'', true), '''')) '
            'with check (tenant_id = nullif(current_setting(''app.tenant'', true), ''''))', name);
        execute format('revoke all on %I from public, %I', name, app);
    end loop;
    execute format('grant select, insert, update on case_counter, fraud_case, case_alert to %I', app);
    execute format('grant select, insert on case_entity, case_event to %I', app);
end
$$;
