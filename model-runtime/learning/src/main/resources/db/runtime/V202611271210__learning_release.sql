-- The way of challengers to full traffic. Releases are the platform's, as models are: every tenant infers on the same champion.
create table learning_release (
    release_id  uuid        primary key,
    task        text        not null,
    model_name  text        not null,
    version     text        not null,
    champion    text        not null,
    manifest_id uuid,
    update_id   uuid,
    state       text        not null check (state in ('shadow', 'canary', 'awaiting-approval', 'promoted', 'rolled-back',
        'vetoed', 'superseded', 'stopped')),
    high_risk   boolean     not null,
    gates       text        not null,
    offered_at  timestamptz not null,
    offered_by  text        not null,
    state_since timestamptz not null,
    -- A promoted one is watched until then; the others are over when they are.
    finished_at timestamptz,
    -- Number of transitions: of two at a time one finds another number.
    ordinal     integer     not null check (ordinal > 0),
    code        text,
    message     text,
    unique (model_name, version),
    foreign key (model_name, version) references model_version (model_name, version),
    foreign key (model_name, champion) references model_version (model_name, version),
    check (state in ('shadow', 'canary', 'awaiting-approval', 'promoted') or finished_at is not null),
    check (state not in ('shadow', 'canary', 'awaiting-approval') or finished_at is null)
);
create index learning_release_by_time on learning_release (task, offered_at desc, release_id desc);
create index learning_release_open on learning_release (model_name) where finished_at is null;
-- One at a time is on its way.
create unique index learning_release_under_way on learning_release (model_name)
    where state in ('shadow', 'canary', 'awaiting-approval');

-- Every transition, and what people decided: rows are only added.
create table learning_release_decision (
    release_id uuid        not null references learning_release (release_id),
    ordinal    integer     not null check (ordinal > 0),
    action     text        not null,
    from_state text,
    to_state   text        not null,
    decided_by text        not null,
    decided_at timestamptz not null,
    reason     text        not null check (length(reason) between 1 and 500),
    primary key (release_id, ordinal)
);

create table learning_release_alarm (
    release_id uuid        not null references learning_release (release_id),
    code       text        not null,
    raised_at  timestamptz not null,
    figure     double precision,
    threshold  double precision,
    message    text        not null,
    primary key (release_id, code)
);

-- What each process counted, of both sides in each phase; the sum over processes is what is judged.
create table learning_release_figures (
    release_id uuid        not null references learning_release (release_id),
    phase      text        not null,
    side       text        not null check (side in ('champion', 'challenger')),
    process    uuid        not null,
    -- Asked, errors, not finite, degraded: of requests, and of copies.
    live       bigint[]    not null check (cardinality(live) = 4),
    rehearsed  bigint[]    not null check (cardinality(rehearsed) = 4),
    late       bigint      not null,
    latency    bigint[]    not null,
    scores     bigint[]    not null,
    counted_at timestamptz not null,
    primary key (release_id, phase, side, process)
);

-- Losses of both versions on the tenant's examples whose labels came in since the release began, and how far they are read.
create table learning_release_quality (
    tenant_id       text             not null,
    release_id      uuid             not null references learning_release (release_id),
    read_to         timestamptz      not null,
    examples        bigint           not null,
    champion_loss   double precision not null,
    challenger_loss double precision not null,
    -- Sum of the squares of challenger's less champion's.
    squares         double precision not null,
    primary key (tenant_id, release_id)
);

-- Tasks whose champion is to stay until somebody takes the pin out.
create table learning_pin (
    task       text        primary key,
    model_name text        not null,
    version    text        not null,
    pinned_at  timestamptz not null,
    pinned_by  text        not null,
    reason     text        not null check (length(reason) between 1 and 500),
    foreign key (model_name, version) references model_version (model_name, version)
);

do $$
declare
    app text := current_schema() || '_app';
    item text;
begin
    foreach item in array array['learning_release', 'learning_release_decision', 'learning_release_alarm',
            'learning_release_figures', 'learning_release_quality', 'learning_pin'] loop
        execute format('revoke all on %I from public, %I', item, app);
        execute format('grant select, insert on %I to %I', item, app);
        execute format('create trigger no_truncate before truncate on %I for each statement'
            ' execute function learning_refuse_change()', item);
    end loop;
    foreach item in array array['learning_release', 'learning_release_decision', 'learning_release_alarm'] loop
        execute format('create trigger no_delete before delete on %I for each row'
            ' execute function learning_refuse_change()', item);
    end loop;
    create trigger no_update before update on learning_release_decision for each row
        execute function learning_refuse_change();
    execute format('grant update on learning_release, learning_release_figures, learning_release_quality to %I', app);
    execute format('grant update, delete on learning_pin to %I', app);
    alter table learning_release_quality enable row level security;
    alter table learning_release_quality force row level security;
    create policy tenant on learning_release_quality
        using (tenant_id = nullif(current_setting('app.tenant', true), ''))
        with check (tenant_id = nullif(current_setting('app.tenant', true), ''));
end
$$;
