-- Readings and their roll-ups, one row a point, by the time at the sensor. A reading holds its organisation as a number:
-- the name would be half of the row.
create table plant_tenant (
    tenant_id text primary key,
    tenant_no smallint generated always as identity unique
);

alter table plant_tenant enable row level security;
alter table plant_tenant force row level security;
create policy tenant on plant_tenant
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));

-- The key holds all columns: rows of a tag lie far apart in the table and side by side in the index, which alone is read.
create table reading (
    tag_id int not null,
    tenant_no smallint not null,
    quality smallint not null,
    at timestamptz not null,
    value double precision not null,
    primary key (tag_id, at) include (tenant_no, quality, value)
) partition by range (at);
create index reading_by_time on reading using brin (at) with (pages_per_range = 32);

-- Points of a second, minute, hour; `at` is its begin. Sum and number rather than a mean, so that hours follow from minutes.
create table reading_1s (
    tag_id int not null,
    tenant_no smallint not null,
    at timestamptz not null,
    points int not null,
    lowest double precision not null,
    highest double precision not null,
    total double precision not null,
    first_value double precision not null,
    last_value double precision not null,
    primary key (tag_id, at) include (tenant_no, points, lowest, highest, total, first_value, last_value)
) partition by range (at);
create table reading_1m (like reading_1s including indexes) partition by range (at);
create table reading_1h (like reading_1s including indexes) partition by range (at);
create index reading_1s_by_time on reading_1s using brin (at);
create index reading_1m_by_time on reading_1m using brin (at);
create index reading_1h_by_time on reading_1h using brin (at);

-- What must be rolled up again, added by the transaction that added readings. Only ever added to and deleted from: a mark
-- that is updated in place could vanish under a reading that is not committed yet.
create table rollup_mark (
    tenant_no smallint not null,
    mark_id bigint generated always as identity,
    step text not null check (step in ('minute', 'hour')),
    asset_id uuid not null,
    at timestamptz not null,
    primary key (mark_id)
);
create index rollup_mark_by_asset on rollup_mark (tenant_no, step, asset_id, at);

do $$
declare
    app text := current_schema() || '_app';
    item text;
begin
    foreach item in array array['reading', 'reading_1s', 'reading_1m', 'reading_1h', 'rollup_mark'] loop
        execute format('alter table %I enable row level security', item);
        execute format('alter table %I force row level security', item);
        execute format(
            'create policy tenant on %I using (tenant_no = (select n.tenant_no from plant_tenant n '
            'where n.tenant_id = nullif(current_setting(''app.tenant'', true), '''')))', item);
        execute format('revoke all on %I from public, %I', item, app);
    end loop;
    execute format('grant select, insert on reading, plant_tenant to %I', app);
    execute format('grant select, insert, update on reading_1s, reading_1m, reading_1h to %I', app);
    execute format('grant select, insert, delete on rollup_mark to %I', app);
end
$$;

-- Makes a partition of readings (a day), seconds (a day), minutes (a month) or hours (a year) where it is missing; for the
-- owner of the tables.
create function reading_partition(parent text, day date) returns void language plpgsql as $$
declare
    step text := case parent when 'reading' then 'day' when 'reading_1s' then 'day' when 'reading_1m' then 'month'
        when 'reading_1h' then 'year' end;
    first date := date_trunc(step, day::timestamp)::date;
    next date := (first + ('1 ' || step)::interval)::date;
    name text := parent || '_' || to_char(first, 'YYYYMMDD');
begin
    if to_regclass(quote_ident(name)) is not null then
        return;
    end if;
    execute format('create table %I (like %I including defaults including constraints)', name, parent);
    execute format('revoke all on %I from public, %I', name, current_schema() || '_app');
    execute format('alter table %I set (autovacuum_vacuum_insert_scale_factor = 0.02)', name);
    execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, name,
        first::timestamp at time zone 'UTC', next::timestamp at time zone 'UTC');
end
$$;

-- Drops the partitions that end before that day; for the owner of the tables. Returns how many.
create function drop_reading_partitions(parent text, before date) returns int language plpgsql as $$
declare
    part record;
    dropped int := 0;
    step text := case parent when 'reading' then 'day' when 'reading_1s' then 'day' when 'reading_1m' then 'month'
        when 'reading_1h' then 'year' end;
begin
    for part in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = parent::regclass loop
        if (to_date(right(part.relname, 8), 'YYYYMMDD') + ('1 ' || step)::interval)::date <= before then
            execute format('drop table %I', part.relname);
            dropped := dropped + 1;
        end if;
    end loop;
    return dropped;
end
$$;
