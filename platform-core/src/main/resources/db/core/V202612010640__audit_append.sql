-- Adds an entry to the end of a chain in one call: the chain is locked until the transaction ends, and no time passes on
-- the network while it is. The hash is that of canonical_before || previous hash || ","seq":sequence,"|| canonical_after.
create function audit_append(
    tenant text, at timestamptz, by text, act text, target text, result text, particulars text,
    genesis text, canonical_before text, canonical_after text)
    returns table (seq bigint, prev_hash text, hash text)
    language plpgsql set search_path from current as $$
#variable_conflict use_column
declare
    head record;
    next_seq bigint;
    next_prev text;
    next_hash text;
begin
    perform pg_advisory_xact_lock(hashtextextended('audit:' || current_schema() || ':' || tenant, 0));
    select e.seq, e.hash into head from audit_entry e where e.tenant_id = tenant order by e.seq desc limit 1;
    next_seq := coalesce(head.seq, 0) + 1;
    next_prev := coalesce(head.hash, genesis);
    next_hash := encode(sha256(convert_to(
        canonical_before || next_prev || '","seq":' || next_seq || ',' || canonical_after, 'UTF8')), 'hex');
    insert into audit_entry (tenant_id, seq, time, actor, action, object, outcome, details, prev_hash, hash)
        values (tenant, next_seq, at, by, act, target, result, particulars, next_prev, next_hash);
    return query select next_seq, next_prev, next_hash;
end
$$;
