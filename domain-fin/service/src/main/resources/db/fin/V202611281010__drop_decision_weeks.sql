-- Drops the weeks of decisions that end before that day; for the owner of the tables. Returns how many.
create function drop_decision_weeks(before date) returns int language plpgsql as $$
declare
    part record;
    dropped int := 0;
begin
    for part in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'decision'::regclass and c.relname ~ '^decision_\d{4}w\d{2}$' loop
        if to_date(right(part.relname, 7), 'IYYY"w"IW') + 7 <= before then
            execute format('drop table %I', part.relname);
            dropped := dropped + 1;
        end if;
    end loop;
    return dropped;
end
$$;

do $$
begin
    revoke all on function drop_decision_weeks(date) from public;
end
$$;
