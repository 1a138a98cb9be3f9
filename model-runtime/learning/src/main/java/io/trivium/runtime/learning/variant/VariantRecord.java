package io.trivium.runtime.learning.variant;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.learning.ReleaseMoved;
import io.trivium.core.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Event and audit entry of a variant's step, in the caller's transaction of its tenant. Thread-safe. */
@ApplicationScoped
class VariantRecord {
    private static final String SOURCE = "/runtime";

    private final Outbox outbox;
    private final AuditLog audit;

    VariantRecord(Outbox outbox, AuditLog audit) {
        this.outbox = outbox;
        this.audit = audit;
    }

    void installed(Variant variant) {
        put(variant, null, "install", variant.installedAt(), variant.installedBy());
    }

    void ended(Variant variant, Instant at, String by) {
        put(variant, VariantState.INSTALLED, variant.state() == VariantState.REMOVED ? "remove" : "supersede", at, by);
    }

    private void put(Variant variant, @Nullable VariantState from, String action, Instant at, String by) {
        ReleaseMoved moved = new ReleaseMoved(
                variant.id(),
                variant.task(),
                variant.model(),
                variant.version(),
                variant.base(),
                from == null ? null : from.asRelease(),
                variant.state().asRelease(),
                at,
                by,
                variant.reason(),
                variant.tenant());
        String id = EventIds.of(
                        variant.tenant(),
                        ReleaseMoved.TYPE,
                        variant.id() + ":" + variant.state().word())
                .toString();
        outbox.add(
                ReleaseMoved.TOPIC, EventEnvelope.of(id, SOURCE, variant.model().value(), at, variant.tenant(), moved));
        Map<String, Object> details = new HashMap<>();
        details.put("model", variant.model());
        details.put("base", variant.base());
        details.put("version", variant.version());
        details.put("manifest", variant.manifest().toString());
        details.put("reason", variant.reason());
        if (variant.code() != null) details.put("code", variant.code());
        audit.append(new AuditEvent(
                variant.tenant(), by, "learning.variant." + action, variant.object(), AuditOutcome.SUCCESS, details));
    }
}
