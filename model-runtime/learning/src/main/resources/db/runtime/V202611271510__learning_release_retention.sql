-- What was counted of a release is kept for some time after it is over; its steps and alarms stay.
do $$
begin
    execute format('grant delete on learning_release_figures, learning_release_quality to %I', current_schema() || '_app');
end
$$;
