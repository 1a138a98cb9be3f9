-- Everything anybody ever said of an authorization. Saying it again adds nothing; nothing is changed or removed.
create table label_observation (
    tenant_id text not null,
    authorization_id text not null,
    source text not null,
    observed_at timestamptz not null,
    label text not null check (label in ('fraud', 'genuine')),
    received_at timestamptz not null default now(),
    primary key (tenant_id, authorization_id, source, observed_at, label)
);
create index label_observation_by_source on label_observation (tenant_id, source, received_at desc);

-- authorization_label is from now on the label that counts, made from all observations. What the roll-ups of monitoring
-- have counted of it stands beside it: where the two differ, a count is due.
alter table authorization_label add column counted text;
create index authorization_label_to_count on authorization_label (tenant_id, authorization_id)
    where label is distinct from counted;

-- Labels from before sources were told apart.
alter table authorization_label no force row level security;
insert into label_observation (tenant_id, authorization_id, source, observed_at, label)
    select tenant_id, authorization_id, source, observed_at, label from authorization_label
    where label in ('fraud', 'genuine');
alter table authorization_label force row level security;

alter table label_observation enable row level security;
alter table label_observation force row level security;
create policy tenant on label_observation
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));

-- Elementwise sum; a missing array is one of zeros.
create function added(a bigint[], b bigint[]) returns bigint[] language sql immutable parallel safe as
    'select array_agg(coalesce(x, 0) + coalesce(y, 0) order by i) from unnest(a, b) with ordinality as t (x, y, i)';
create function added(a double precision[], b double precision[]) returns double precision[]
    language sql immutable parallel safe as
    'select array_agg(coalesce(x, 0) + coalesce(y, 0) order by i) from unnest(a, b) with ordinality as t (x, y, i)';

-- Decisions by the hour they were made in.
create table monitoring_hour (
    tenant_id text not null,
    hour timestamptz not null,
    approved bigint not null,
    referred bigint not null,
    declined bigint not null,
    degraded bigint not null,
    score_bins bigint[] not null,
    score_sums double precision[] not null,
    latency bigint[] not null,
    primary key (tenant_id, hour)
);

create table monitoring_feature_hour (
    tenant_id text not null,
    hour timestamptz not null,
    feature text not null,
    bins bigint[] not null,
    primary key (tenant_id, hour, feature)
);

-- Amounts by the day of the decision; the labels' parts grow as labels come in.
create table monitoring_money_day (
    tenant_id text not null,
    day date not null,
    currency text not null,
    declined numeric(24, 4) not null default 0,
    referred numeric(24, 4) not null default 0,
    fraud_stopped numeric(24, 4) not null default 0,
    fraud_passed numeric(24, 4) not null default 0,
    genuine_declined numeric(24, 4) not null default 0,
    primary key (tenant_id, day, currency)
);

create table monitoring_quality_day (
    tenant_id text not null,
    day date not null,
    fraud_bins bigint[] not null,
    alerts_fraud bigint not null,
    alerts_genuine bigint not null,
    passed_fraud bigint not null,
    passed_genuine bigint not null,
    primary key (tenant_id, day)
);

-- Up to where the decision log is in the roll-ups of a tenant: written with them, so that nothing is counted twice.
create table monitoring_progress (
    tenant_id text not null,
    log_partition integer not null,
    next_offset bigint not null,
    primary key (tenant_id, log_partition)
);

do $$
declare
    app text := current_schema() || '_app';
    name text;
begin
    foreach name in array array['monitoring_hour', 'monitoring_feature_hour', 'monitoring_money_day',
            'monitoring_quality_day', 'monitoring_progress'] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format(
            'create policy tenant on %I using (tenant_id = nullif(current_setting(''app.tenant'', true), '''')) '
            'with check (tenant_id = nullif(current_setting(''app.tenant'', true), ''''))', name);
        execute format('revoke all on %I from public, %I', name, app);
        execute format('grant select, insert, update on %I to %I', name, app);
    end loop;
    execute format('revoke all on label_observation from public, %I', app);
    execute format('grant select, insert on label_observation to %I', app);
end
$$;
