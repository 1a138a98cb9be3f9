-- Roles, schemas and the database of the platform, run by psql as an administrator; may run again at any time. A test
-- holds it against what the standalone platform makes. Passwords come from the environment; a service, or Keycloak,
-- whose passwords are not set is left alone.
\set ON_ERROR_STOP on
select 'create database trivium' where not exists (select from pg_database where datname = 'trivium') \gexec
revoke all on database trivium from public;
\connect trivium

\getenv runtime_owner RUNTIME_OWNER_PASSWORD
\getenv runtime_app RUNTIME_APP_PASSWORD
\if :{?runtime_app}
select 'create role runtime_owner login nosuperuser nobypassrls nocreatedb nocreaterole noreplication noinherit'
  where not exists (select from pg_roles where rolname = 'runtime_owner') \gexec
alter role runtime_owner password :'runtime_owner';
select 'create role runtime_app login nosuperuser nobypassrls nocreatedb nocreaterole noreplication noinherit'
  where not exists (select from pg_roles where rolname = 'runtime_app') \gexec
alter role runtime_app password :'runtime_app';
-- An administrator who is no superuser makes a schema only for a role that it may act as.
grant runtime_owner to current_user;
grant connect on database trivium to runtime_owner, runtime_app;
grant temporary on database trivium to runtime_app;
create schema if not exists runtime authorization runtime_owner;
grant usage on schema runtime to runtime_app;
alter role runtime_owner in database trivium set search_path = runtime;
alter role runtime_app in database trivium set search_path = runtime;
alter default privileges for role runtime_owner in schema runtime grant select, insert, update, delete on tables to runtime_app;
alter default privileges for role runtime_owner in schema runtime grant usage, select on sequences to runtime_app;
\endif

\getenv med_owner MED_OWNER_PASSWORD
\getenv med_app MED_APP_PASSWORD
\if :{?med_app}
select 'create role med_owner login nosuperuser nobypassrls nocreatedb nocreaterole noreplication noinherit'
  where not exists (select from pg_roles where rolname = 'med_owner') \gexec
alter role med_owner password :'med_owner';
select 'create role med_app login nosuperuser nobypassrls nocreatedb nocreaterole noreplication noinherit'
  where not exists (select from pg_roles where rolname = 'med_app') \gexec
alter role med_app password :'med_app';
-- An administrator who is no superuser makes a schema only for a role that it may act as.
grant med_owner to current_user;
grant connect on database trivium to med_owner, med_app;
grant temporary on database trivium to med_app;
create schema if not exists med authorization med_owner;
grant usage on schema med to med_app;
alter role med_owner in database trivium set search_path = med;
alter role med_app in database trivium set search_path = med;
alter default privileges for role med_owner in schema med grant select, insert, update, delete on tables to med_app;
alter default privileges for role med_owner in schema med grant usage, select on sequences to med_app;
\endif

\getenv fin_owner FIN_OWNER_PASSWORD
\getenv fin_app FIN_APP_PASSWORD
\if :{?fin_app}
select 'create role fin_owner login nosuperuser nobypassrls nocreatedb nocreaterole noreplication noinherit'
  where not exists (select from pg_roles where rolname = 'fin_owner') \gexec
alter role fin_owner password :'fin_owner';
select 'create role fin_app login nosuperuser nobypassrls nocreatedb nocreaterole noreplication noinherit'
  where not exists (select from pg_roles where rolname = 'fin_app') \gexec
alter role fin_app password :'fin_app';
-- An administrator who is no superuser makes a schema only for a role that it may act as.
grant fin_owner to current_user;
grant connect on database trivium to fin_owner, fin_app;
grant temporary on database trivium to fin_app;
create schema if not exists fin authorization fin_owner;
grant usage on schema fin to fin_app;
alter role fin_owner in database trivium set search_path = fin;
alter role fin_app in database trivium set search_path = fin;
alter default privileges for role fin_owner in schema fin grant select, insert, update, delete on tables to fin_app;
alter default privileges for role fin_owner in schema fin grant usage, select on sequences to fin_app;
\endif

\getenv industrial_owner INDUSTRIAL_OWNER_PASSWORD
\getenv industrial_app INDUSTRIAL_APP_PASSWORD
\if :{?industrial_app}
select 'create role industrial_owner login nosuperuser nobypassrls nocreatedb nocreaterole noreplication noinherit'
  where not exists (select from pg_roles where rolname = 'industrial_owner') \gexec
alter role industrial_owner password :'industrial_owner';
select 'create role industrial_app login nosuperuser nobypassrls nocreatedb nocreaterole noreplication noinherit'
  where not exists (select from pg_roles where rolname = 'industrial_app') \gexec
alter role industrial_app password :'industrial_app';
-- An administrator who is no superuser makes a schema only for a role that it may act as.
grant industrial_owner to current_user;
grant connect on database trivium to industrial_owner, industrial_app;
grant temporary on database trivium to industrial_app;
create schema if not exists industrial authorization industrial_owner;
grant usage on schema industrial to industrial_app;
alter role industrial_owner in database trivium set search_path = industrial;
alter role industrial_app in database trivium set search_path = industrial;
alter default privileges for role industrial_owner in schema industrial grant select, insert, update, delete on tables to industrial_app;
alter default privileges for role industrial_owner in schema industrial grant usage, select on sequences to industrial_app;
\endif

\getenv keycloak KEYCLOAK_PASSWORD
\if :{?keycloak}
select 'create role keycloak login nosuperuser nobypassrls nocreatedb nocreaterole noreplication noinherit'
  where not exists (select from pg_roles where rolname = 'keycloak') \gexec
alter role keycloak password :'keycloak';
grant keycloak to current_user;
select 'create database keycloak owner keycloak'
  where not exists (select from pg_database where datname = 'keycloak') \gexec
revoke all on database keycloak from public;
\endif
