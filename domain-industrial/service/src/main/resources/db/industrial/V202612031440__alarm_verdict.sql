-- What operators said the last occurrence of an alarm was, and what monitors learn from it.
alter table alarm add column verdict text check (verdict in ('real', 'known-cause', 'nuisance'));

create table monitor_verdict (
    tenant_id text not null,
    asset_id uuid not null,
    alarm_id uuid not null,
    occurrence integer not null,
    -- That added most to the score, and the highest score as it would have been before anything was learned.
    tag text not null,
    peak double precision not null,
    verdict text not null,
    judged_at timestamptz not null,
    primary key (tenant_id, asset_id, alarm_id, occurrence),
    foreign key (tenant_id, asset_id) references plant_node on delete cascade
);

do $$
declare
    app text := current_schema() || '_app';
begin
    alter table monitor_verdict enable row level security;
    alter table monitor_verdict force row level security;
    create policy tenant on monitor_verdict using (tenant_id = nullif(current_setting('app.tenant', true), ''))
        with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
    execute format('revoke all on monitor_verdict from public, %I', app);
    execute format('grant select, insert, update, delete on monitor_verdict to %I', app);
end
$$;
