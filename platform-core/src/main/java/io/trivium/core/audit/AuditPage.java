package io.trivium.core.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries, newest first.
 *
 * @param nextBefore value of {@code before} for the next page; null on the last one
 */
public record AuditPage(
        List<AuditEntryView> entries, @Nullable Long nextBefore) {}
