-- Which version an alias of a model names: the latest row of that alias does. Rows are only added, so the table is also the
-- history of promotions. Two changes of one alias at a time cannot both be the next.
create table model_promotion (
    id               bigint generated always as identity primary key,
    model_name       text        not null references model (name),
    alias            text        not null check (alias ~ '^[a-z][a-z-]{0,30}$'),
    ordinal          integer     not null check (ordinal > 0),
    action           text        not null check (action in ('PROMOTE', 'ROLLBACK', 'REMOVE')),
    version          text,
    previous_version text,
    -- The row a rollback of this one goes back to.
    below            bigint references model_promotion (id),
    changed_at       timestamptz not null,
    changed_by       text        not null,
    reason           text        not null check (length(reason) between 1 and 500),
    unique (model_name, alias, ordinal),
    foreign key (model_name, version) references model_version (model_name, version),
    check ((version is null) = (action = 'REMOVE'))
);

-- What served before aliases were kept.
insert into model_promotion (model_name, alias, ordinal, action, version, changed_at, changed_by, reason)
select distinct on (model_name) model_name, 'champion', 1, 'PROMOTE', version, activated_at, registered_by,
       'served when aliases were introduced'
from model_version
where state = 'ACTIVE'
order by model_name, activated_at desc;

do $$
declare
    app text := current_schema() || '_app';
begin
    execute format('revoke all on model_promotion from public, %I', app);
    execute format('grant select, insert on model_promotion to %I', app);
end
$$;
