-- Labels that the roll-ups have still to count. One whose authorization is not among the decisions, because the label came
-- first or nobody ever asked, waits at the end of the queue and is looked at ever more rarely: what a look costs grows with
-- what is due, not with what was ever said.
create table label_to_count (
    tenant_id text not null,
    authorization_id text not null,
    queued_at timestamptz not null default now(),
    due_at timestamptz not null default now(),
    primary key (tenant_id, authorization_id),
    foreign key (tenant_id, authorization_id) references authorization_label on delete cascade
);
create index label_to_count_due on label_to_count (tenant_id, due_at);

alter table authorization_label no force row level security;
insert into label_to_count (tenant_id, authorization_id)
    select tenant_id, authorization_id from authorization_label where label is distinct from counted;
alter table authorization_label force row level security;
drop index authorization_label_to_count; -- the queue is in its place

alter table label_to_count enable row level security;
alter table label_to_count force row level security;
create policy tenant on label_to_count
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));

-- By a trigger, so that labels of the release before are queued as well while it still runs.
create function queue_label() returns trigger language plpgsql set search_path from current as $$
begin
    insert into label_to_count (tenant_id, authorization_id) values (new.tenant_id, new.authorization_id)
        on conflict (tenant_id, authorization_id)
        do update set queued_at = excluded.queued_at, due_at = excluded.due_at;
    return null;
end
$$;
create trigger queued after insert or update of label on authorization_label
    for each row when (new.label is distinct from new.counted) execute function queue_label();

do $$
declare
    app text := current_schema() || '_app';
begin
    execute format('revoke all on label_to_count from public, %I', app);
    execute format('grant select, insert, update, delete on label_to_count to %I', app);
end
$$;
