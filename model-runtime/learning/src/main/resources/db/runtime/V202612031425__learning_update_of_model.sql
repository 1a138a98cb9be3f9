-- A task may have several models, each of which has its own update for a slot.
drop index learning_update_slot;
create unique index learning_update_slot on learning_update (tenant_id, task, model_name, slot) where slot is not null;
