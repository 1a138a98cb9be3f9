-- Authorizations that their sender took back (ISO 8583 0400 and 0420). The first reversal of an authorization stays.
create table authorization_reversal (
    tenant_id text not null,
    authorization_id text not null check (length(authorization_id) between 1 and 64),
    received_at timestamptz not null,
    amount_left numeric(19, 4) check (amount_left > 0),
    primary key (tenant_id, authorization_id)
);

alter table authorization_reversal enable row level security;
alter table authorization_reversal force row level security;
create policy tenant on authorization_reversal
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));

do $$
declare
    app text := current_schema() || '_app';
begin
    execute format('revoke all on authorization_reversal from public, %I', app);
    execute format('grant select, insert on authorization_reversal to %I', app);
end
$$;
