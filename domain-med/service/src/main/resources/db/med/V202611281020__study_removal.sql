-- Files of instances that were removed, until they are gone from the store.
create table removed_file (
    tenant_id text not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    removed_at timestamptz not null,
    primary key (tenant_id, sha256)
);

-- Removes a study with all that was made of it and said about it; its files are named in removed_file. The service's role may
-- delete nothing of this itself, and through here only what belongs to the tenant that is set. Returns how many instances went,
-- or null, and nothing goes, where something of it is still under way: it is being read, delivered or committed to.
create function remove_study(which text) returns int
    language plpgsql security definer set search_path from current as $$
declare
    removed int;
begin
    -- What comes of it from now on waits, and then writes the rows of study and series anew.
    perform pg_advisory_xact_lock(
        hashtextextended('study:' || current_schema() || ':' || current_setting('app.tenant') || ':' || which, 0));
    if exists (select from study_revision r where r.study_instance_uid = which and r.state in ('queued', 'running'))
            or exists (select from delivery d where d.study_instance_uid = which and d.state = 'pending')
            or exists (select from commitment_request c join instance i on i.sop_instance_uid = any (c.sop_instance_uids)
                where c.reported_at is null and i.study_instance_uid = which) then
        return null;
    end if;
    delete from delivery_message m using delivery d
        where m.destination = d.destination and m.sop_instance_uid = d.sop_instance_uid and d.study_instance_uid = which;
    delete from delivery where study_instance_uid = which;
    delete from finding_decision where study_instance_uid = which;
    delete from finding where study_instance_uid = which;
    delete from result_object where study_instance_uid = which;
    delete from study_revision where study_instance_uid = which;
    delete from work_item where study_instance_uid = which;
    delete from prior_study where which in (study_instance_uid, for_study_instance_uid);
    delete from imaging_order where study_instance_uid = which;
    insert into removed_file (tenant_id, sha256, removed_at)
        select tenant_id, sha256, now() from instance where study_instance_uid = which
        on conflict (tenant_id, sha256) do update set removed_at = excluded.removed_at;
    delete from instance where study_instance_uid = which;
    get diagnostics removed = row_count;
    delete from series where study_instance_uid = which;
    delete from study where study_instance_uid = which;
    return removed;
end
$$;

do $$
declare
    app text := current_schema() || '_app';
begin
    alter table removed_file enable row level security;
    alter table removed_file force row level security;
    create policy tenant on removed_file
        using (tenant_id = nullif(current_setting('app.tenant', true), ''))
        with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
    execute format('revoke all on removed_file from public, %I', app);
    execute format('grant select, delete on removed_file to %I', app);
    revoke all on function remove_study(text) from public;
    execute format('grant execute on function remove_study(text) to %I', app);
end
$$;
