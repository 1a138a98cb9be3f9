-- Orders of the radiology information system (HL7 ORM, OMI): the newest message about an order holds.
create table imaging_order (
    tenant_id text not null,
    -- accession number, else the filler's, else the placer's order number
    order_key text not null check (length(order_key) between 1 and 64),
    message_control_id text not null,
    patient_id text not null,
    issuer text not null,
    accession_number text not null,
    placer_order_number text not null,
    filler_order_number text not null,
    requested_procedure_id text not null,
    study_instance_uid text not null,
    -- as study_revision.priority
    priority smallint not null check (priority between 1 and 4),
    cancelled boolean not null,
    received_at timestamptz not null,
    primary key (tenant_id, order_key)
);

create index imaging_order_by_study on imaging_order (tenant_id, study_instance_uid) where study_instance_uid <> '';

-- What a delivery says where it is a message and no object of the archive: HL7 v2 or FHIR.
create table delivery_message (
    tenant_id text not null,
    destination text not null,
    sop_instance_uid text not null,
    body text not null,
    primary key (tenant_id, destination, sop_instance_uid),
    foreign key (tenant_id, destination, sop_instance_uid) references delivery
);

-- Studies that this node fetched because a later one of the same patient came. They are not read by themselves.
create table prior_study (
    tenant_id text not null,
    study_instance_uid text not null check (length(study_instance_uid) <= 64),
    for_study_instance_uid text not null check (length(for_study_instance_uid) <= 64),
    peer text not null,
    requested_at timestamptz not null,
    finished_at timestamptz,
    instances int,
    problem text,
    primary key (tenant_id, study_instance_uid, for_study_instance_uid)
);

do $$
declare
    app text := current_schema() || '_app';
    name text;
begin
    foreach name in array array['imaging_order', 'delivery_message', 'prior_study']
    loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format(
            'create policy tenant on %I using (tenant_id = nullif(current_setting(''app.tenant'', true), '''')) '
                'with check (tenant_id = nullif(current_setting(''app.tenant'', true), ''''))',
            name);
        execute format('revoke all on %I from public, %I', name, app);
    end loop;
    execute format('grant select, insert, update on imaging_order, prior_study to %I', app);
    execute format('grant select, insert on delivery_message to %I', app);
end
$$;
