-- A tenant table as a service would have one.
create table note (
    tenant_id text not null,
    note_id uuid not null,
    body text not null,
    primary key (tenant_id, note_id)
);
alter table note enable row level security;
alter table note force row level security;
create policy tenant on note
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
