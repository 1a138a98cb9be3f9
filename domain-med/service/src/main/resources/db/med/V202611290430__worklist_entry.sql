-- One row for every study: its newest revision, and by what it comes in the worklist. What a page of it costs grows with the
-- page; counted when asked for, it grew with every study that was ever read.
create table worklist_entry (
    tenant_id text not null,
    study_instance_uid text not null,
    revision int not null,
    state text not null,
    priority smallint not null,
    completed_at timestamptz not null,
    findings int not null default 0,
    -- findings that nobody decided on
    undecided int not null default 0,
    -- of the finding that is most likely malignant and was not rejected; 0 without one
    malignancy double precision not null default 0,
    diameter_mm double precision not null default 0,
    -- when any of this became so
    changed_at timestamptz not null default clock_timestamp(),
    primary key (tenant_id, study_instance_uid)
);
create index worklist_entry_in_order on worklist_entry
    (tenant_id, priority, malignancy desc, diameter_mm desc, completed_at, study_instance_uid);
create index worklist_entry_undecided on worklist_entry
    (tenant_id, priority, malignancy desc, diameter_mm desc, completed_at, study_instance_uid) where undecided > 0;
create index worklist_entry_by_change on worklist_entry (tenant_id, changed_at);

-- What the findings of one revision come to.
create function findings_of(tenant text, study text, of_revision int,
        out findings int, out undecided int, out malignancy double precision, out diameter_mm double precision)
    language sql stable set search_path from current as $$
    select count(*)::int, (count(*) filter (where d.verdict is null))::int,
        coalesce((array_agg(f.malignancy order by f.malignancy desc, f.longest_diameter_mm desc)
            filter (where d.verdict is distinct from 'rejected'))[1], 0),
        coalesce((array_agg(f.longest_diameter_mm order by f.malignancy desc, f.longest_diameter_mm desc)
            filter (where d.verdict is distinct from 'rejected'))[1], 0)
    from finding f left join lateral (
        select verdict from finding_decision d
        where d.tenant_id = f.tenant_id and d.study_instance_uid = f.study_instance_uid and d.revision = f.revision
            and d.tracking_uid = f.tracking_uid
        order by d.decided_at desc limit 1) d on true
    where f.tenant_id = tenant and f.study_instance_uid = study and f.revision = of_revision
$$;

-- Brings the row of a study up to date, or removes it with the study's last revision. The first statement makes others that
-- change the same study wait, and the second sees what they did.
create function list_study(tenant text, study text) returns void language plpgsql set search_path from current as $$
begin
    insert into worklist_entry (tenant_id, study_instance_uid, revision, state, priority, completed_at)
        values (tenant, study, 0, '', 0, clock_timestamp())
        on conflict (tenant_id, study_instance_uid) do update set changed_at = clock_timestamp();
    update worklist_entry e
        set revision = r.revision, state = r.state, priority = r.priority, completed_at = r.completed_at,
            findings = f.findings, undecided = f.undecided, malignancy = f.malignancy, diameter_mm = f.diameter_mm
        from (select * from study_revision n where n.tenant_id = tenant and n.study_instance_uid = study
                order by n.revision desc limit 1) r
            cross join lateral findings_of(r.tenant_id, r.study_instance_uid, r.revision) f
        where e.tenant_id = tenant and e.study_instance_uid = study;
    if not found then
        delete from worklist_entry where tenant_id = tenant and study_instance_uid = study;
    end if;
end
$$;

-- By triggers, so that what the release before writes is listed as well while it still runs.
create function list_changed() returns trigger language plpgsql set search_path from current as $$
begin
    if tg_op = 'DELETE' then
        perform list_study(old.tenant_id, old.study_instance_uid);
    else
        perform list_study(new.tenant_id, new.study_instance_uid);
    end if;
    return null;
end
$$;
create trigger listed after insert or delete on study_revision for each row execute function list_changed();
create trigger listed_when_changed after update of state, priority on study_revision
    for each row when (old.state <> new.state or old.priority <> new.priority) execute function list_changed();
create trigger listed after insert on finding for each row execute function list_changed();
create trigger listed after insert on finding_decision for each row execute function list_changed();

alter table worklist_entry enable row level security;
alter table worklist_entry force row level security;
create policy tenant on worklist_entry
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));

do $$
declare
    app text := current_schema() || '_app';
begin
    execute format('revoke all on worklist_entry from public, %I', app);
    execute format('grant select, insert, update, delete on worklist_entry to %I', app);
end
$$;
