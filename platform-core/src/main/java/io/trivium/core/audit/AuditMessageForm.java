package io.trivium.core.audit;

import java.util.Optional;

/** A form that a domain's standard has for entries of the audit log; a service has at most one bean of it. Thread-safe. */
public interface AuditMessageForm {

    /** Returns the entry in that form, in one line; empty where the standard has none for it. */
    Optional<String> of(AuditEntry entry);
}
