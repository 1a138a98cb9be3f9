package io.trivium.runtime.learning.manifest;

import io.trivium.runtime.learning.store.LabelStatement;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A candidate example of a manifest, with its statements. Not thread-safe. */
final class Candidate {
    private final String exampleId;
    private final byte[] contentHash;
    private final byte @Nullable [] subject;
    private final Instant occurredAt;
    private final String retentionClass;
    private final byte @Nullable [] inputs;
    private final List<LabelStatement> statements = new ArrayList<>();

    Candidate(
            String exampleId,
            byte[] contentHash,
            byte @Nullable [] subject,
            Instant occurredAt,
            String retentionClass,
            byte @Nullable [] inputs) {
        this.exampleId = exampleId;
        this.contentHash = contentHash;
        this.subject = subject;
        this.occurredAt = occurredAt;
        this.retentionClass = retentionClass;
        this.inputs = inputs;
    }

    Candidate add(LabelStatement statement) {
        statements.add(statement);
        return this;
    }

    String exampleId() {
        return exampleId;
    }

    byte[] contentHash() {
        return contentHash;
    }

    /** The first eight bytes of the content hash. */
    long key() {
        return ByteBuffer.wrap(contentHash).getLong();
    }

    byte @Nullable [] subject() {
        return subject;
    }

    Instant occurredAt() {
        return occurredAt;
    }

    String retentionClass() {
        return retentionClass;
    }

    /** The encoded inputs; null when they are too large to be profiled. */
    byte @Nullable [] inputs() {
        return inputs;
    }

    List<LabelStatement> statements() {
        return statements;
    }
}
