-- The service looks at what it has just filled itself: the planner would take a data set for empty until autovacuum comes,
-- and read it in a plan that is quadratic in its rows. Needs PostgreSQL 17.
do $$
begin
    execute format('grant maintain on learning_manifest_entry, learning_example, learning_label to %I', current_schema() || '_app');
end
$$;
