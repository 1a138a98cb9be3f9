-- What remaining life is estimated on: the mean of each tag over each cycle of an asset. at is the cycle's end; values are in
-- the order of the profile, settings first.
create table asset_cycle (
    tenant_id text not null,
    asset_id uuid not null,
    at timestamptz not null,
    readings double precision[] not null,
    primary key (tenant_id, asset_id, at),
    foreign key (tenant_id, asset_id) references plant_node on delete cascade
);

do $$
declare
    app text := current_schema() || '_app';
begin
    alter table asset_cycle enable row level security;
    alter table asset_cycle force row level security;
    create policy tenant on asset_cycle using (tenant_id = nullif(current_setting('app.tenant', true), ''))
        with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
    execute format('revoke all on asset_cycle from public, %I', app);
    execute format('grant select, insert, delete on asset_cycle to %I', app);
end
$$;
