-- How far each chain was shipped to each destination outside this database.
create table audit_shipment (
    destination text not null,
    tenant_id text not null,
    seq bigint not null check (seq > 0),
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    segment bigint not null check (segment >= 0),
    time timestamptz not null,
    primary key (destination, tenant_id)
);

alter table audit_shipment enable row level security;
alter table audit_shipment force row level security;

create policy tenant on audit_shipment
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
create policy platform_read on audit_shipment for select using (current_setting('app.platform', true) = 'on');

-- The service moves a cursor forward and cannot remove it.
create function audit_refuse_return() returns trigger language plpgsql as $$
begin
    if new.seq <= old.seq or new.destination <> old.destination or new.tenant_id <> old.tenant_id then
        raise exception 'the audit log was shipped to % up to entry %: a cursor moves forward only', old.destination, old.seq
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;
create trigger forward_only before update on audit_shipment
    for each row execute function audit_refuse_return();

do $$
declare
    app text := current_schema() || '_app';
begin
    execute format('revoke all on audit_shipment from public, %I', app);
    execute format('grant select, insert, update on audit_shipment to %I', app);
end
$$;
