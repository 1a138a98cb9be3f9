package io.trivium.med.report;

import io.trivium.med.dataset.StudyInstanceUid;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The identity of a result. Two runs with the same identity give objects with the same UIDs, so delivering them again
 * changes nothing at the receiver; a late instance, another model or another layout of the findings give new ones.
 *
 * @param studyInstanceUid of the study read
 * @param instanceSetHash of the instances read, see {@link #hashOf}
 * @param modelId such as {@code med-lung-nodule}
 * @param modelVersion such as {@code 2026.11.1}
 * @param findingSchema version of what a finding holds, such as {@code nodule-1}
 */
public record ResultIdentity(
        StudyInstanceUid studyInstanceUid,
        String instanceSetHash,
        String modelId,
        String modelVersion,
        String findingSchema) {

    /** Hexadecimal SHA-256 over the SOP Instance UIDs in order; the order of arrival changes nothing. */
    public static String hashOf(Collection<String> sopInstanceUids) {
        SortedSet<String> sorted = new TreeSet<>(sopInstanceUids);
        MessageDigest digest = DerivedUid.sha256();
        for (String uid : sorted) digest.update((uid + "\n").getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * A UID of this result.
     *
     * @param role what it names, such as {@code sr-instance}
     */
    public String uid(String role) {
        return DerivedUid.of(role, studyInstanceUid.value(), instanceSetHash, modelId, modelVersion, findingSchema);
    }
}
