-- When assets were repaired or replaced, so that a new life began; and who may be given work.
create table asset_renewal (
    tenant_id text not null,
    asset_id uuid not null,
    at timestamptz not null,
    work_order_id uuid,
    primary key (tenant_id, asset_id, at),
    foreign key (tenant_id, asset_id) references plant_node on delete cascade
);

-- What finished work has renewed so far.
alter table work_order no force row level security;
alter table plant_node no force row level security;
insert into asset_renewal (tenant_id, asset_id, at, work_order_id)
    select w.tenant_id, w.asset_id, w.done_at, w.work_order_id from work_order w
    join plant_node n on n.tenant_id = w.tenant_id and n.node_id = w.asset_id
    where w.task = 'industrial-rul' and w.outcome in ('confirmed', 'preventive')
    on conflict do nothing;
alter table work_order force row level security;
alter table plant_node force row level security;

create table technician (
    tenant_id text not null,
    user_name text not null check (length(user_name) between 1 and 100),
    full_name text not null check (length(full_name) between 1 and 100),
    changed_at timestamptz not null,
    changed_by text not null,
    primary key (tenant_id, user_name)
);

do $$
declare
    app text := current_schema() || '_app';
    item text;
begin
    foreach item in array array['asset_renewal', 'technician'] loop
        execute format('alter table %I enable row level security', item);
        execute format('alter table %I force row level security', item);
        execute format(
            'create policy tenant on %I using (tenant_id = nullif(current_setting(''app.tenant'', true), '''')) '
            'with check (tenant_id = nullif(current_setting(''app.tenant'', true), ''''))', item);
        execute format('revoke all on %I from public, %I', item, app);
    end loop;
    execute format('grant select, insert on asset_renewal to %I', app);
    execute format('grant select, insert, update, delete on technician to %I', app);
end
$$;
