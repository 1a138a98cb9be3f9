-- What became of a study. Every complete set of instances is a revision; a late instance makes the next one, and what was
-- said about the one before stays.
create table study_revision (
    tenant_id text not null,
    study_instance_uid text not null check (length(study_instance_uid) <= 64),
    revision int not null check (revision > 0),
    instance_set_sha256 text not null check (instance_set_sha256 ~ '^[0-9a-f]{64}$'),
    instance_count int not null,
    -- 1 stat, 2 high, 3 routine, 4 low
    priority smallint not null default 3 check (priority between 1 and 4),
    state text not null check (state in ('queued', 'running', 'done', 'refused', 'failed')),
    -- what is being done, and its share in [0, 1]
    stage text,
    progress real not null default 0 check (progress between 0 and 1),
    attempts int not null default 0,
    next_attempt_at timestamptz not null,
    lease_until timestamptz,
    -- the series that was read
    series_instance_uid text,
    -- study.Refusal.Reason, or why the last attempt failed
    reason_code text,
    reason text,
    model_id text,
    model_version text,
    accession_number text,
    received_at timestamptz not null,
    completed_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    primary key (tenant_id, study_instance_uid, revision)
);

create index study_revision_due on study_revision (priority, next_attempt_at) where state in ('queued', 'running');
create index study_revision_by_time on study_revision (tenant_id, completed_at desc);

-- One nodule of one revision; never updated.
create table finding (
    tenant_id text not null,
    study_instance_uid text not null,
    revision int not null,
    tracking_uid text not null check (length(tracking_uid) <= 64),
    number int not null check (number > 0),
    -- patient coordinates, mm
    centre_x double precision not null,
    centre_y double precision not null,
    centre_z double precision not null,
    -- the slice nearest to the centre, counted from 0 in the order of the grid
    slice_index int not null,
    slice_sop_instance_uid text not null,
    detection double precision not null check (detection between 0 and 1),
    malignancy double precision not null check (malignancy between 0 and 1),
    longest_diameter_mm double precision not null check (longest_diameter_mm > 0),
    volume_mm3 double precision not null check (volume_mm3 > 0),
    -- NoduleAttribute to rating
    attributes jsonb not null,
    -- {"slices": [{"index": k, "sop_instance_uid": "…", "paths": [[x0, y0, x1, y1, …], …]}, …]}: outlines in pixels of the
    -- source image, corner of the first pixel = 0
    outline jsonb not null,
    primary key (tenant_id, study_instance_uid, revision, tracking_uid),
    foreign key (tenant_id, study_instance_uid, revision) references study_revision
);

-- What a reader said about a finding; rows are only added, the newest holds.
create table finding_decision (
    id uuid primary key,
    tenant_id text not null,
    study_instance_uid text not null,
    revision int not null,
    tracking_uid text not null,
    verdict text not null check (verdict in ('accepted', 'rejected', 'edited')),
    -- code of the reason; the list stands in FindingVerdict
    reason_code text,
    note text,
    -- {"malignancy": 1…5, "longest_diameter_mm": …}: what the reader put in the place of the detector's
    corrected jsonb,
    reader text not null,
    decided_at timestamptz not null,
    foreign key (tenant_id, study_instance_uid, revision, tracking_uid) references finding
);

create index finding_decision_by_finding on finding_decision (tenant_id, study_instance_uid, revision, tracking_uid, decided_at desc);

-- What the node made of a revision; the bytes lie in the archive like any other instance.
create table result_object (
    tenant_id text not null,
    study_instance_uid text not null,
    revision int not null,
    role text not null,
    sop_class_uid text not null,
    sop_instance_uid text not null check (length(sop_instance_uid) <= 64),
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    primary key (tenant_id, study_instance_uid, revision, role),
    foreign key (tenant_id, study_instance_uid, revision) references study_revision
);

-- The outbox: one row for every object and destination. Destinations themselves are configuration.
create table delivery (
    tenant_id text not null,
    destination text not null,
    sop_instance_uid text not null check (length(sop_instance_uid) <= 64),
    study_instance_uid text not null,
    revision int not null,
    role text not null,
    state text not null check (state in ('pending', 'sent', 'committed', 'dead')),
    attempts int not null default 0,
    next_attempt_at timestamptz not null,
    lease_until timestamptz,
    -- what the other side answered last, in words that say what to do
    last_error text,
    created_at timestamptz not null,
    sent_at timestamptz,
    commitment_uid text,
    committed_at timestamptz,
    primary key (tenant_id, destination, sop_instance_uid)
);

create index delivery_due on delivery (next_attempt_at) where state = 'pending';
create index delivery_by_study on delivery (tenant_id, study_instance_uid, revision);
create index delivery_by_state on delivery (tenant_id, destination, state, created_at desc);
create index delivery_by_commitment on delivery (tenant_id, commitment_uid) where commitment_uid is not null;

-- A destination that somebody stopped. No row: it runs.
create table destination_pause (
    tenant_id text not null,
    destination text not null,
    paused_by text not null,
    paused_at timestamptz not null,
    reason text not null,
    primary key (tenant_id, destination)
);

do $$
declare
    app text := current_schema() || '_app';
    name text;
begin
    foreach name in array array['study_revision', 'finding', 'finding_decision', 'result_object', 'delivery', 'destination_pause']
    loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format(
            'create policy tenant on %I using (tenant_id = nullif(current_setting(''app.tenant'', true), '''')) '
                'with check (tenant_id = nullif(current_setting(''app.tenant'', true), ''''))',
            name);
        execute format('revoke all on %I from public, %I', name, app);
    end loop;
    execute format('grant select, insert, update on study_revision, delivery to %I', app);
    execute format('grant select, insert on finding, finding_decision, result_object to %I', app);
    execute format('grant select, insert, delete on destination_pause to %I', app);
end
$$;
