-- What operators said of experts, word by word: which are masked and pinned on every replica, restarts included, is what the rows of
-- a version come to in their order. Rows are only added.
create table expert_command (
    id         bigint generated always as identity primary key,
    model_name text        not null check (length(model_name) between 1 and 63),
    version    text        not null check (length(version) between 1 and 39),
    command    text        not null check (command in ('MASK', 'UNMASK', 'PIN', 'UNPIN')),
    experts    text[]      not null check (cardinality(experts) between 1 and 1024),
    changed_at timestamptz not null,
    changed_by text        not null,
    reason     text        not null check (length(reason) between 1 and 500)
);
create index expert_command_of_version on expert_command (model_name, version, id);

do $$
declare
    app text := current_schema() || '_app';
begin
    execute format('revoke all on expert_command from public, %I', app);
    execute format('grant select, insert on expert_command to %I', app);
end
$$;
