package io.trivium.core.audit;

import io.trivium.core.tenancy.TenantId;
import java.util.Map;

/**
 * An act to put on record.
 *
 * @param tenant whose log it belongs to; {@link TenantId#PLATFORM} for what concerns all
 * @param actor user or client name, or {@code system:<job>} for an act of the service itself
 * @param action verb phrase in kebab-case with its area, such as {@code dead-letter.replay}
 * @param object what it was done to, such as {@code dead-letter/42}; no PAN and no patient name
 * @param details strings, booleans, whole and decimal numbers, lists and maps of these
 */
public record AuditEvent(
        TenantId tenant, String actor, String action, String object, AuditOutcome outcome, Map<String, ?> details) {

    public AuditEvent {
        requireText("actor", actor, 200);
        requireText("action", action, 100);
        requireText("object", object, 500);
    }

    private static void requireText(String name, String value, int limit) {
        if (value.isBlank() || value.length() > limit) {
            throw new IllegalArgumentException("audit " + name + " must have 1 to " + limit + " characters");
        }
        if (value.indexOf('\0') >= 0) throw new IllegalArgumentException("audit " + name + " holds a NUL character");
    }
}
