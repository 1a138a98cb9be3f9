-- What became of alarms is forgotten in time (platform.industrial.alarm.keep).
do $$
begin
    execute format(
        'grant delete on alarm_occurrence, alarm_event, alarm_flood to %I', current_schema() || '_app');
end
$$;
