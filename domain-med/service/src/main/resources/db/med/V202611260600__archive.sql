-- What the archive holds. Files lie beside the database, named by the hash of their content.
create table study (
    tenant_id text not null,
    study_instance_uid text not null check (length(study_instance_uid) <= 64),
    patient_id text,
    patient_name text,
    birth_date text,
    sex text,
    study_date text,
    study_time text,
    accession_number text,
    study_id text,
    description text,
    referring_physician text,
    created_at timestamptz not null,
    primary key (tenant_id, study_instance_uid)
);

create index study_by_patient on study (tenant_id, patient_id);
create index study_by_date on study (tenant_id, study_date desc);
create index study_by_accession on study (tenant_id, accession_number);

create table series (
    tenant_id text not null,
    study_instance_uid text not null,
    series_instance_uid text not null check (length(series_instance_uid) <= 64),
    modality text,
    description text,
    series_number int,
    created_at timestamptz not null,
    primary key (tenant_id, study_instance_uid, series_instance_uid)
);

-- Never updated, never deleted. An instance that came with other content has a row of its own with the next version.
create table instance (
    tenant_id text not null,
    sop_instance_uid text not null check (length(sop_instance_uid) <= 64),
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    version int not null check (version > 0),
    sop_class_uid text not null,
    transfer_syntax_uid text not null,
    study_instance_uid text,
    series_instance_uid text,
    instance_number int,
    rows int,
    columns int,
    frames int,
    size_bytes bigint not null,
    data_set_offset int not null,
    received_at timestamptz not null,
    source text not null,
    host text,
    association_id uuid not null,
    header_problem text,
    primary key (tenant_id, sop_instance_uid, sha256)
);

create index instance_by_series on instance (tenant_id, study_instance_uid, series_instance_uid);
create index instance_by_time on instance (tenant_id, received_at desc);

alter table study enable row level security;
alter table study force row level security;
alter table series enable row level security;
alter table series force row level security;
alter table instance enable row level security;
alter table instance force row level security;

create policy tenant on study
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
create policy tenant on series
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
create policy tenant on instance
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));

do $$
declare
    app text := current_schema() || '_app';
begin
    execute format('revoke all on study, series, instance from public, %I', app);
    execute format('grant select, insert on study, series, instance to %I', app);
end
$$;
