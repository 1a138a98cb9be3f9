package io.trivium.runtime.learning.manifest;

import io.trivium.runtime.learning.similarity.ExampleNumbers;
import io.trivium.runtime.learning.similarity.NearDuplicates;
import io.trivium.runtime.learning.similarity.NearDuplicates.Offer;
import io.trivium.runtime.manifest.ManifestEntry;
import io.trivium.runtime.manifest.Part;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which of the examples that would be in a data set are nearly the same as another that is. Between parts the test part keeps its
 * example and the training part loses it. Examples whose inputs are too large to be profiled are not compared.
 */
final class Superfluous {
    private Superfluous() {}

    /**
     * The first eight bytes of their content hashes.
     *
     * @param most compared ones; a data set with more is refused later on
     */
    static Set<Long> of(CandidateReader reader, Selection.Frame frame, int most) {
        Selection selection = new Selection(frame);
        NearDuplicates duplicates = new NearDuplicates();
        AtomicInteger taken = new AtomicInteger();
        reader.forEach(candidate -> {
            byte[] inputs = candidate.inputs();
            if (taken.get() >= most || inputs == null) return;
            selection.offer(candidate).ifPresent(entry -> {
                taken.incrementAndGet();
                duplicates.add(offer(candidate, entry), ExampleNumbers.of(inputs));
            });
        });
        return duplicates.superfluous();
    }

    private static Offer offer(Candidate candidate, ManifestEntry entry) {
        return new Offer(
                candidate.key(),
                entry.subject() == null
                        ? null
                        : ByteBuffer.wrap(HexFormat.of().parseHex(entry.subject()))
                                .getLong(),
                order(entry.part()),
                entry.occurredAt().toEpochMilli());
    }

    private static int order(Part part) {
        return switch (part) {
            case TEST -> 0;
            case VALIDATION -> 1;
            case TRAIN -> 2;
        };
    }
}
