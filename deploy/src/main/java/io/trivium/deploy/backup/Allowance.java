package io.trivium.deploy.backup;

import java.util.List;
import java.util.Optional;

/**
 * What may be other than before when a later release has started on the data of an earlier one, without any traffic.
 *
 * @param what table or partition; one that ends with a star stands for all that begin so, one that begins with it for all
 *     that end so
 * @param rows whether rows may be only new, or changed and gone, too
 * @param reason why
 */
public record Allowance(String what, Rows rows, String reason) {
    /** What may become of rows. */
    public enum Rows {
        ADDED,
        ANY
    }

    /** What services write by themselves when they start and stop, and what migrations say they change. */
    public static final List<Allowance> OF_AN_UPGRADE = List.of(
            new Allowance("*.flyway_schema_history", Rows.ADDED, "a row for each migration that ran"),
            new Allowance("*.audit_entry", Rows.ADDED, "starts, models and keys are audited"),
            new Allowance("*.audit_checkpoint", Rows.ADDED, "heads of the chains are signed from time to time"),
            new Allowance("keycloak/public.event_entity", Rows.ADDED, "every token that Keycloak gives"),
            new Allowance("*.outbox_event", Rows.ADDED, "events of what services do when they start"),
            new Allowance(
                    "trivium/runtime.model*", Rows.ANY, "bundled models of the later release; states when loaded"),
            new Allowance("trivium/industrial.rollup_mark", Rows.ANY, "how far roll-ups have come"),
            new Allowance("trivium/industrial.asset_silence", Rows.ANY, "assets that say nothing without traffic"));

    /** The one that speaks of a change and lets it pass. */
    public static Optional<Allowance> of(List<Allowance> allowances, Change change) {
        return allowances.stream()
                .filter(allowance ->
                        allowance.speaksOf(change.what()) && (allowance.rows() == Rows.ANY || change.keepsAll()))
                .findFirst();
    }

    private boolean speaksOf(String name) {
        if (what.startsWith("*")) {
            return name.endsWith(what.substring(1));
        }
        return what.endsWith("*") ? name.startsWith(what.substring(0, what.length() - 1)) : name.equals(what);
    }
}
