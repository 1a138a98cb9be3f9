-- The version that one operator proposes as champion of a model of a high-risk task until another operator approves or refuses it.
-- Like models it belongs to the platform; what was proposed, approved and refused is in the audit log.
create table model_proposal (
    model_name  text        primary key references model (name),
    version     text        not null,
    proposed_at timestamptz not null,
    proposed_by text        not null,
    reason      text        not null check (length(reason) between 1 and 500),
    foreign key (model_name, version) references model_version (model_name, version)
);

do $$
declare
    app text := current_schema() || '_app';
begin
    execute format('revoke all on model_proposal from public, %I', app);
    execute format('grant select, insert, update, delete on model_proposal to %I', app);
end
$$;
