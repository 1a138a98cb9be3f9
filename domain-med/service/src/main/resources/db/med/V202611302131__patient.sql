-- What the hospital's patient administration said about patients of the archive (HL7 v2 ADT^A08, ADT^A40). Stored objects keep
-- their bytes; the index and what is delivered follow this table.
create table patient (
    tenant_id text not null,
    patient_id text not null check (length(patient_id) between 1 and 64),
    -- Null: nothing was said, and what the objects contain holds. Empty: removed.
    patient_name text,
    birth_date text,
    sex text,
    -- The patient that replaced this one; never one that was itself replaced.
    merged_into text,
    message_control_id text not null,
    changed_at timestamptz not null,
    primary key (tenant_id, patient_id)
);
create index patient_merged on patient (tenant_id, merged_into) where merged_into is not null;

alter table patient enable row level security;
alter table patient force row level security;
create policy tenant on patient
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));

-- A study that is stored after the message, by a modality that still has the old data, is indexed with the new. The lock makes a
-- study and a message about its patient wait for each other, so that neither misses the other.
create function follow_patient() returns trigger language plpgsql set search_path from current as $$
declare
    current patient%rowtype;
begin
    perform pg_advisory_xact_lock_shared(hashtextextended('patients:' || current_schema() || ':' || new.tenant_id, 0));
    select * into current from patient p where p.tenant_id = new.tenant_id and p.patient_id = new.patient_id;
    if current.merged_into is not null then
        new.patient_id := current.merged_into;
        select * into current from patient p where p.tenant_id = new.tenant_id and p.patient_id = new.patient_id;
    end if;
    new.patient_name := coalesce(current.patient_name, new.patient_name);
    new.birth_date := coalesce(current.birth_date, new.birth_date);
    new.sex := coalesce(current.sex, new.sex);
    return new;
end
$$;
create trigger follow_patient before insert on study for each row when (new.patient_id is not null)
    execute function follow_patient();

-- The last study of a patient takes the patient's row with it.
create function forget_patient() returns trigger language plpgsql set search_path from current as $$
begin
    if not exists (select from study s where s.tenant_id = old.tenant_id and s.patient_id = old.patient_id) then
        delete from patient p where p.tenant_id = old.tenant_id and old.patient_id in (p.patient_id, p.merged_into);
    end if;
    return null;
end
$$;
create trigger forget_patient after delete on study for each row execute function forget_patient();

do $$
declare
    app text := current_schema() || '_app';
begin
    execute format('revoke all on patient from public, %I', app);
    execute format('grant select, insert, update on patient to %I', app);
    execute format('grant update (patient_id, patient_name, birth_date, sex) on study to %I', app);
end
$$;
