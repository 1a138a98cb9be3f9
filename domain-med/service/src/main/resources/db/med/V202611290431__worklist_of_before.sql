-- Lists the studies of before. Whoever writes or reads goes on meanwhile: the triggers are there already, a study that they
-- listed first is left to them, and the lock that finding the tenants takes is given back at once.
do $$
declare
    tenants text[];
    tenant text;
begin
    begin
        alter table study_revision no force row level security;
        with recursive found (id) as (
            select min(tenant_id) from study_revision
            union all
            select (select min(r.tenant_id) from study_revision r where r.tenant_id > found.id) from found
            where found.id is not null)
        select array_agg(id) into tenants from found where id is not null;
        raise sqlstate 'TR001'; -- undoes the change and its lock, and leaves the variable
    exception when sqlstate 'TR001' then null;
    end;
    foreach tenant in array coalesce(tenants, '{}') loop
        perform set_config('app.tenant', tenant, true);
        insert into worklist_entry (tenant_id, study_instance_uid, revision, state, priority, completed_at, findings,
                undecided, malignancy, diameter_mm, changed_at)
            select r.tenant_id, r.study_instance_uid, r.revision, r.state, r.priority, r.completed_at, f.findings,
                f.undecided, f.malignancy, f.diameter_mm, r.completed_at
            from (select distinct on (study_instance_uid) * from study_revision where tenant_id = tenant
                    order by study_instance_uid, revision desc) r
                cross join lateral findings_of(r.tenant_id, r.study_instance_uid, r.revision) f
            on conflict (tenant_id, study_instance_uid) do nothing;
    end loop;
end
$$;
