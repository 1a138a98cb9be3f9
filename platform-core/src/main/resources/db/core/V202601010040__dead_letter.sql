-- Records that a consumer could not take, until somebody replays or discards them.
create table dead_letter (
    id uuid primary key,
    tenant_id text not null,
    dlq_topic text not null,
    dlq_partition int not null,
    dlq_offset bigint not null,
    origin_topic text not null,
    origin_partition int,
    origin_offset bigint,
    origin_time timestamptz,
    key bytea,
    payload bytea,
    content_type text not null,
    traceparent text,
    reason text not null check (length(reason) <= 100),
    detail text not null check (length(detail) <= 500),
    failed_at timestamptz not null,
    stored_at timestamptz not null,
    state text not null default 'open' check (state in ('open', 'replayed', 'discarded')),
    settled_at timestamptz,
    settled_by text,
    settled_note text check (length(settled_note) <= 500),
    corrected boolean,
    unique (dlq_topic, dlq_partition, dlq_offset),
    check ((state = 'open') = (settled_at is null))
);

create index dead_letter_listed on dead_letter (tenant_id, failed_at desc, id desc);

alter table dead_letter enable row level security;
alter table dead_letter force row level security;

create policy tenant on dead_letter
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));

do $$
declare
    app text := current_schema() || '_app';
begin
    execute format('revoke all on dead_letter from public, %I', app);
    execute format('grant select, insert, update on dead_letter to %I', app);
end
$$;
