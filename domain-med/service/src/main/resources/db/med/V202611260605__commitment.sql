-- Requests for storage commitment by others, until they are reported on; and what others committed to.
create table commitment_request (
    tenant_id text not null,
    transaction_uid text not null check (length(transaction_uid) <= 64),
    peer text not null,
    sop_class_uids text[] not null,
    sop_instance_uids text[] not null,
    requested_at timestamptz not null,
    attempts int not null default 0,
    next_attempt_at timestamptz not null,
    reported_at timestamptz,
    primary key (tenant_id, transaction_uid)
);

create index commitment_request_owed on commitment_request (next_attempt_at) where reported_at is null;

create table commitment_result (
    tenant_id text not null,
    transaction_uid text not null check (length(transaction_uid) <= 64),
    peer text not null,
    committed_uids text[] not null,
    failed_uids text[] not null,
    failure_reasons int[] not null,
    received_at timestamptz not null,
    primary key (tenant_id, transaction_uid)
);

alter table commitment_request enable row level security;
alter table commitment_request force row level security;
alter table commitment_result enable row level security;
alter table commitment_result force row level security;

create policy tenant on commitment_request
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
create policy tenant on commitment_result
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));

do $$
declare
    app text := current_schema() || '_app';
begin
    execute format('revoke all on commitment_request, commitment_result from public, %I', app);
    execute format('grant select, insert, update on commitment_request to %I', app);
    execute format('grant select, insert on commitment_result to %I', app);
end
$$;
