-- A finding whose outline is unreliable has neither size nor malignancy, a mass no malignancy.
alter table finding
    alter column malignancy drop not null,
    alter column longest_diameter_mm drop not null,
    alter column volume_mm3 drop not null,
    -- extent at right angles to the longest diameter, in its slice; unknown for findings of before
    add column short_axis_mm double precision,
    -- Extent.Reason; null where the outline shows the whole lesion
    add column unreliable text,
    -- category by Lung-RADS v2022 without regard to a prior
    add column lung_rads text;

-- of the finding by which the study is sorted
alter table worklist_entry add column lung_rads text;

drop function findings_of(text, text, int);

-- What the findings of one revision come to. A mass sorts before every nodule; where the outline is unreliable, a finding
-- sorts like a malignancy of one half.
create function findings_of(tenant text, study text, of_revision int,
        out findings int, out undecided int, out malignancy double precision, out diameter_mm double precision,
        out lung_rads text)
    language sql stable set search_path from current as $$
    select count(*)::int, (count(*) filter (where d.verdict is null))::int,
        coalesce((array_agg(s.malignancy order by s.malignancy desc, s.diameter_mm desc)
            filter (where d.verdict is distinct from 'rejected'))[1], 0),
        coalesce((array_agg(s.diameter_mm order by s.malignancy desc, s.diameter_mm desc)
            filter (where d.verdict is distinct from 'rejected'))[1], 0),
        (array_agg(f.lung_rads order by s.malignancy desc, s.diameter_mm desc)
            filter (where d.verdict is distinct from 'rejected'))[1]
    from finding f cross join lateral (
        select case when f.longest_diameter_mm > 30 then 1 else coalesce(f.malignancy, 0.5) end as malignancy,
            coalesce(f.longest_diameter_mm, 0) as diameter_mm) s
    left join lateral (
        select verdict from finding_decision d
        where d.tenant_id = f.tenant_id and d.study_instance_uid = f.study_instance_uid and d.revision = f.revision
            and d.tracking_uid = f.tracking_uid
        order by d.decided_at desc limit 1) d on true
    where f.tenant_id = tenant and f.study_instance_uid = study and f.revision = of_revision
$$;

create or replace function list_study(tenant text, study text) returns void
    language plpgsql set search_path from current as $$
begin
    insert into worklist_entry (tenant_id, study_instance_uid, revision, state, priority, completed_at)
        values (tenant, study, 0, '', 0, clock_timestamp())
        on conflict (tenant_id, study_instance_uid) do update set changed_at = clock_timestamp();
    update worklist_entry e
        set revision = r.revision, state = r.state, priority = r.priority, completed_at = r.completed_at,
            findings = f.findings, undecided = f.undecided, malignancy = f.malignancy, diameter_mm = f.diameter_mm,
            lung_rads = f.lung_rads
        from (select * from study_revision n where n.tenant_id = tenant and n.study_instance_uid = study
                order by n.revision desc limit 1) r
            cross join lateral findings_of(r.tenant_id, r.study_instance_uid, r.revision) f
        where e.tenant_id = tenant and e.study_instance_uid = study;
    if not found then
        delete from worklist_entry where tenant_id = tenant and study_instance_uid = study;
    end if;
end
$$;
