-- Ten minutes, made from minutes together with their hour: weeks on a screen are too fine for hours and too many for minutes.
create table reading_10m (like reading_1s including indexes) partition by range (at);
create index reading_10m_by_time on reading_10m using brin (at);

alter table reading_10m enable row level security;
alter table reading_10m force row level security;
create policy tenant on reading_10m using (tenant_no = (select n.tenant_no from plant_tenant n
    where n.tenant_id = nullif(current_setting('app.tenant', true), '')));

do $$
begin
    execute format('revoke all on reading_10m from public, %I', current_schema() || '_app');
    execute format('grant select, insert, update on reading_10m to %I', current_schema() || '_app');
end
$$;

-- How long a partition of readings or of a roll-up is.
create function reading_partition_step(parent text) returns text language sql immutable as $$
    select case parent when 'reading' then 'day' when 'reading_1s' then 'day' when 'reading_1m' then 'month'
        when 'reading_10m' then 'month' when 'reading_1h' then 'year' end
$$;

create or replace function reading_partition(parent text, day date) returns void language plpgsql as $$
declare
    step text := reading_partition_step(parent);
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

create or replace function drop_reading_partitions(parent text, before date) returns int language plpgsql as $$
declare
    part record;
    dropped int := 0;
    step text := reading_partition_step(parent);
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

-- What is there already. The owner sees rows of no organisation, so for as long as that takes its own tables are open to it.
alter table reading_1m no force row level security;
alter table reading_10m no force row level security;
do $$
declare
    part record;
begin
    for part in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'reading_1m'::regclass loop
        perform reading_partition('reading_10m', to_date(right(part.relname, 8), 'YYYYMMDD'));
    end loop;
    insert into reading_10m (tag_id, tenant_no, at, points, lowest, highest, total, first_value, last_value)
        select r.tag_id, r.tenant_no, date_bin('10 minutes', r.at, timestamptz 'epoch') as bucket, sum(r.points)::int,
            min(r.lowest), max(r.highest), sum(r.total order by r.at), (array_agg(r.first_value order by r.at))[1],
            (array_agg(r.last_value order by r.at))[count(*)::int]
        from reading_1m r where r.at < date_trunc('hour', now(), 'UTC') group by r.tag_id, r.tenant_no, bucket;
end
$$;
alter table reading_1m force row level security;
alter table reading_10m force row level security;
