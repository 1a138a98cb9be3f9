-- Findings are asked for by their tracking UIDs alone: what the model runtime would learn most from.
create index finding_by_uid on finding (tenant_id, tracking_uid);
