-- The files of a deleted version are removed; its row stays, since decisions, data sets and the history name it.
alter table model_version drop constraint model_version_state_check;
alter table model_version add constraint model_version_state_check
    check (state in ('REGISTERED', 'LOADED', 'ACTIVE', 'FAILED', 'DELETED'));
