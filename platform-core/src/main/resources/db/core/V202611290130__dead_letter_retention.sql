-- Settled dead letters are forgotten in time (platform.dead-letter.keep-settled).
do $$
begin
    execute format('grant delete on dead_letter to %I', current_schema() || '_app');
end
$$;
