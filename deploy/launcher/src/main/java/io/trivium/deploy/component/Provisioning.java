package io.trivium.deploy.component;

import java.util.List;

/** Roles and schemas of the services: the owner role has the tables, the app role only reads and writes rows. */
public final class Provisioning {
    /** One schema per service, named like its module's short name. */
    public static final List<String> SCHEMAS = List.of("runtime", "med", "fin", "industrial");

    private Provisioning() {}

    public static String secretOf(String role) {
        return "postgres-" + role.replace('_', '-');
    }

    /** Makes a role without a password; it can do nothing to the server. */
    public static String createRole(String role) {
        return "create role " + role + " login nosuperuser nobypassrls nocreatedb nocreaterole noreplication noinherit";
    }

    public static List<String> schemaStatements(String schema) {
        String owner = schema + "_owner";
        String app = schema + "_app";
        return List.of(
                "grant connect on database trivium to " + owner + ", " + app,
                // Batches of readings pass through a temporary table.
                "grant temporary on database trivium to " + app,
                "create schema if not exists " + schema + " authorization " + owner,
                "grant usage on schema " + schema + " to " + app,
                "alter role " + owner + " in database trivium set search_path = " + schema,
                "alter role " + app + " in database trivium set search_path = " + schema,
                "alter default privileges for role " + owner + " in schema " + schema
                        + " grant select, insert, update, delete on tables to " + app,
                "alter default privileges for role " + owner + " in schema " + schema
                        + " grant usage, select on sequences to " + app);
    }
}
