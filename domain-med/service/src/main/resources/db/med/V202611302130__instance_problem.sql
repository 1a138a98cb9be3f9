-- What a person should look at: instances that came again with other content, and those stored with a warning.
create index instance_problem on instance (tenant_id, received_at desc) where version > 1 or header_problem is not null;
