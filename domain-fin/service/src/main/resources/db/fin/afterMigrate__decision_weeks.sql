-- At every start: partitions for this week and the next half year. What lies outside goes to the default partition.
do $$
begin
    for i in 0..26 loop
        perform decision_partition(date_trunc('week', now() at time zone 'UTC')::date + 7 * i);
    end loop;
end
$$;
