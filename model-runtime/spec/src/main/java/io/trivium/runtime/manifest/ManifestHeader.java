package io.trivium.runtime.manifest;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.pack.Hashes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The header of a manifest; its hash is the hash of the manifest.
 *
 * @param format {@link #FORMAT}
 * @param model only examples that a version of this model answered; null for those of all models of the task
 * @param cutoff only examples from before it are in; of the labels, only those their sources knew at it
 * @param knownAt only records received by then
 * @param labelPolicy in the words of the policy
 * @param entries number of lines
 * @param root of the Merkle tree over the lines, in order
 * @param content SHA-256 of the canonical entries, one a line: equal for equal data sets
 */
public record ManifestHeader(
        String format,
        UUID manifestId,
        TenantId tenant,
        TaskName task,
        @Nullable ModelName model,
        Instant createdAt,
        Instant cutoff,
        Instant knownAt,
        Map<String, Object> labelPolicy,
        SubjectSplit split,
        int entries,
        String root,
        String content,
        ManifestCounts counts) {
    public static final String FORMAT = "trivium-manifest/1";

    /** SHA-256 of the canonical header, as 64 hexadecimal digits. */
    public String hash() {
        return hash(CanonicalForm.write(this));
    }

    static String hash(String canonical) {
        return HexFormat.of().formatHex(Hashes.sha256().digest(canonical.getBytes(StandardCharsets.UTF_8)));
    }
}
