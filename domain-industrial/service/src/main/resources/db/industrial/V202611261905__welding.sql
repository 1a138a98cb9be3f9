-- What was recommended to welders and what they said to it. The document is the whole of it; the columns are for finding it.
create table weld_recommendation (
    tenant_id text not null,
    recommendation_id uuid not null,
    version int not null check (version > 0),
    at timestamptz not null,
    state text not null check (state in ('proposed', 'accepted', 'rejected', 'changed')),
    document jsonb not null,
    primary key (tenant_id, recommendation_id)
);
create index weld_recommendation_by_time on weld_recommendation (tenant_id, at desc, recommendation_id desc);

do $$
declare
    app text := current_schema() || '_app';
begin
    alter table weld_recommendation enable row level security;
    alter table weld_recommendation force row level security;
    create policy tenant on weld_recommendation using (tenant_id = nullif(current_setting('app.tenant', true), ''))
        with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
    execute format('revoke all on weld_recommendation from public, %I', app);
    execute format('grant select, insert, update on weld_recommendation to %I', app);
end
$$;
