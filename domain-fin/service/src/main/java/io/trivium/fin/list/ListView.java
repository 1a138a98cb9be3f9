package io.trivium.fin.list;

import java.time.Instant;

/**
 * A list of tokens.
 *
 * @param active entries in effect now
 * @param pending entries that wait for a second person
 */
public record ListView(
        String name,
        ListKind kind,
        String description,
        String createdBy,
        Instant createdAt,
        long active,
        long pending) {}
