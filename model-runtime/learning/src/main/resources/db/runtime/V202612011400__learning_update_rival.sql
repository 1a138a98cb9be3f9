-- The best simple model of an update's data set, and its gates where it is offered instead of the challenger.
alter table learning_update add column rival text;
alter table learning_update add column rival_gates text not null default '[]';
