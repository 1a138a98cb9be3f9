-- Why a decision came out as it did: the rules that hit, in force and in shadow, and what moved the score. Null when there
-- is nothing to say, as in most rows.
alter table decision
    add column rule_hits jsonb,
    add column shadow_hits jsonb,
    add column contributions jsonb;
