-- Decisions by the week in which the payment happened: indexes that fit into memory while they grow, and old weeks that
-- go without a delete. The key holds the time of the payment, which is part of its content and so the same for a
-- decision that is stored again; the time of the decision is not.
alter table decision rename to decision_unpartitioned;
alter table decision_unpartitioned no force row level security;

create table decision (like decision_unpartitioned including defaults including constraints)
    partition by range (occurred_at);

-- Makes the partition of a week, or the default one for null, where it is missing; as the owner of the tables only. A
-- week that the default partition has rows of stays there.
create function decision_partition(week date) returns void language plpgsql as $$
declare
    name text := 'decision_' || coalesce(to_char(week, 'IYYY"w"IW'), 'default');
begin
    if to_regclass(quote_ident(name)) is not null then
        return;
    end if;
    execute format('create table %I (like decision including defaults including constraints)', name);
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
        'create policy tenant on %I using (tenant_id = nullif(current_setting(''app.tenant'', true), '''')) '
        'with check (tenant_id = nullif(current_setting(''app.tenant'', true), ''''))', name);
    execute format('revoke all on %I from public, %I', name, current_schema() || '_app');
    if week is null then
        execute format('alter table decision attach partition %I default', name);
    else
        execute format('alter table decision attach partition %I for values from (%L) to (%L)', name,
            week::timestamp at time zone 'UTC', (week + 7)::timestamp at time zone 'UTC');
    end if;
exception when check_violation then
    raise notice 'decisions of the week of % stay in the default partition', week;
end
$$;

do $$
declare
    app text := current_schema() || '_app';
    week date;
begin
    for week in select distinct date_trunc('week', occurred_at at time zone 'UTC')::date from decision_unpartitioned
            where occurred_at >= now() - interval '26 weeks' and occurred_at < now() + interval '4 weeks' loop
        perform decision_partition(week);
    end loop;
    perform decision_partition(null);
    insert into decision select * from decision_unpartitioned;
    drop table decision_unpartitioned;

    alter table decision add primary key (tenant_id, authorization_id, occurred_at);
    create index decision_by_time on decision (tenant_id, decided_at desc, authorization_id);
    -- Most are approved, and a list of those is read by time; an index of the others alone costs little to keep.
    create index decision_by_outcome on decision (tenant_id, outcome, decided_at desc, authorization_id)
        where outcome <> 'approve';
    create index decision_by_card on decision (tenant_id, pan_token, occurred_at desc);

    alter table decision enable row level security;
    alter table decision force row level security;
    create policy tenant on decision
        using (tenant_id = nullif(current_setting('app.tenant', true), ''))
        with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
    execute format('revoke all on decision from public, %I', app);
    execute format('grant select, insert on decision to %I', app);
    revoke all on function decision_partition(date) from public;
end
$$;
