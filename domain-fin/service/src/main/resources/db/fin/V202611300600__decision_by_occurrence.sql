-- A back-test reads the payments of a time by when they happened, whenever they were decided.
create index decision_by_occurrence on decision (tenant_id, occurred_at, authorization_id);
