package io.trivium.deploy.backup;

import java.util.List;
import java.util.Optional;

/**
 * A permitted difference after a later release has started on the data of an earlier one, without any traffic.
 *
 * @param what table or partition; a name that ends with a star matches all that begin so, a name that begins with it
 *     all that end so
 * @param rows permitted change of the rows
 * @param reason why
 */
public record Allowance(String what, Rows rows, String reason) {
    /** The permitted change of rows. */
    public enum Rows {
        /** New rows in addition to all existing ones. */
        ADDED,
        /** None deleted; new and changed ones. */
        KEPT,
        /** Others instead of deleted ones, at least as many. */
        REPLACED,
        ANY;

        boolean allow(Change change) {
            return switch (this) {
                case ADDED -> change.keepsAll();
                case KEPT -> change.lost() == 0;
                case REPLACED -> change.changed() == 0 && change.added() >= change.lost();
                case ANY -> true;
            };
        }
    }

    private static final String CLIENTS = "clients are created again by the later release, with their settings";
    private static final String SILENCE = "alarms of assets that say nothing without traffic, and of which time passes";
    private static final String WATCHED = "assets are judged on, as time passes";

    /** The writes of services when they start and stop, and the changes that migrations declare. */
    public static final List<Allowance> OF_AN_UPGRADE = List.of(
            new Allowance("*.flyway_schema_history", Rows.ADDED, "a row for each migration that ran"),
            new Allowance("*.audit_entry", Rows.ADDED, "starts, models and keys are audited"),
            new Allowance("*.audit_checkpoint", Rows.ADDED, "heads of the chains are signed from time to time"),
            new Allowance("*.audit_shipment", Rows.KEPT, "the audit log is shipped on"),
            new Allowance("keycloak/public.event_entity", Rows.ADDED, "every token that Keycloak gives"),
            new Allowance("keycloak/public.admin_event_entity", Rows.ADDED, "what is done to the realm is on record"),
            new Allowance("keycloak/public.offline_user_session", Rows.ADDED, "sessions"),
            new Allowance("keycloak/public.offline_client_session", Rows.ADDED, "sessions"),
            new Allowance("keycloak/public.client", Rows.REPLACED, CLIENTS),
            new Allowance("keycloak/public.client_scope_client", Rows.REPLACED, CLIENTS),
            new Allowance("keycloak/public.protocol_mapper*", Rows.REPLACED, CLIENTS),
            new Allowance("keycloak/public.redirect_uris", Rows.REPLACED, CLIENTS),
            new Allowance("keycloak/public.client_attributes", Rows.ANY, CLIENTS),
            new Allowance(
                    "keycloak/public.user_entity", Rows.REPLACED, "service accounts of these clients; people stay"),
            new Allowance("keycloak/public.user_role_mapping", Rows.REPLACED, "roles of these accounts"),
            new Allowance("*.outbox_event", Rows.ADDED, "events of what services do when they start"),
            new Allowance(
                    "trivium/runtime.model*", Rows.ANY, "bundled models of the later release; states when loaded"),
            new Allowance(
                    "trivium/fin.label_to_count",
                    Rows.ANY,
                    "labels without a decision are looked for from time to time"),
            new Allowance(
                    "trivium/med.worklist_entry", Rows.ADDED, "rows of studies of before, which one migration makes"),
            new Allowance("trivium/industrial.rollup_mark", Rows.ANY, "how far roll-ups have come"),
            new Allowance("trivium/industrial.reading_1s", Rows.ADDED, "what was read last is rolled up"),
            new Allowance("trivium/industrial.reading_1m", Rows.ADDED, "what was read last is rolled up"),
            new Allowance("trivium/industrial.reading_10m", Rows.ADDED, "what was read last is rolled up"),
            new Allowance("trivium/industrial.asset_silence", Rows.ANY, "assets that say nothing without traffic"),
            new Allowance("trivium/industrial.asset_cycle", Rows.ADDED, "what was read last is judged"),
            new Allowance("trivium/industrial.asset_life", Rows.ADDED, "what was read last is judged"),
            new Allowance("trivium/industrial.asset_activity", Rows.KEPT, WATCHED),
            new Allowance("trivium/industrial.asset_monitor", Rows.KEPT, WATCHED),
            new Allowance("trivium/industrial.alarm", Rows.KEPT, SILENCE),
            new Allowance("trivium/industrial.alarm_occurrence", Rows.KEPT, SILENCE),
            new Allowance("trivium/industrial.alarm_event", Rows.ADDED, SILENCE),
            new Allowance("trivium/industrial.alarm_flood", Rows.ADDED, SILENCE),
            new Allowance("industrial.alarm.v1-0", Rows.ADDED, SILENCE));

    /** The one that speaks of a change and lets it pass. */
    public static Optional<Allowance> of(List<Allowance> allowances, Change change) {
        return allowances.stream()
                .filter(allowance ->
                        allowance.speaksOf(change.what()) && allowance.rows().allow(change))
                .findFirst();
    }

    private boolean speaksOf(String name) {
        if (what.startsWith("*")) return name.endsWith(what.substring(1));
        return what.endsWith("*") ? name.startsWith(what.substring(0, what.length() - 1)) : name.equals(what);
    }
}
