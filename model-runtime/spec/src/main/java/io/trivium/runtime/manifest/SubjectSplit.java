package io.trivium.runtime.manifest;

import io.trivium.core.model.TaskName;
import io.trivium.runtime.pack.Hashes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parts by subject and time: no subject is on two sides, and no training example happened after the test examples. A
 * subject belongs to one side for good, in every manifest of the task; those of its examples that did not happen in
 * that side's time are left out. Examples without a subject are split by time alone. Pure.
 *
 * @param validationFrom end of training, not included
 * @param testFrom end of validation, not included
 * @param validationShare of subjects, from 0 to 1; {@code testShare} likewise
 */
public record SubjectSplit(Instant validationFrom, Instant testFrom, double validationShare, double testShare) {
    private static final double UNIT = 0x1p-63;

    public SubjectSplit {
        if (validationFrom.isAfter(testFrom)) throw new IllegalArgumentException("validation begins after test");
        if (!(validationShare >= 0 && testShare >= 0 && validationShare + testShare < 1)) {
            throw new IllegalArgumentException(
                    "the shares of validation and test must be from 0 on and leave something to train with");
        }
    }

    /** The side an example is on; empty when it is left out. */
    public Optional<Part> partOf(TaskName task, byte @Nullable [] subject, Instant occurredAt) {
        Part byTime = occurredAt.isBefore(validationFrom)
                ? Part.TRAIN
                : occurredAt.isBefore(testFrom) ? Part.VALIDATION : Part.TEST;
        return subject == null || side(task, subject) == byTime ? Optional.of(byTime) : Optional.empty();
    }

    /** The side a subject is on. */
    public Part side(TaskName task, byte[] subject) {
        MessageDigest digest = Hashes.sha256();
        digest.update(("trivium-split/1\n" + task + "\n").getBytes(StandardCharsets.UTF_8));
        double place = (ByteBuffer.wrap(digest.digest(subject)).getLong() >>> 1) * UNIT;
        if (place < testShare) return Part.TEST;
        return place < testShare + validationShare ? Part.VALIDATION : Part.TRAIN;
    }
}
