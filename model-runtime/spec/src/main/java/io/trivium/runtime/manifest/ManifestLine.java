package io.trivium.runtime.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.learning.ExampleTensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a manifest.
 *
 * @param ordinal place among the lines, from 0
 * @param leaf SHA-256 of a zero byte, the salt and the canonical entry; hexadecimal
 * @param salt 16 random bytes, hexadecimal; null, as the entry, after its subject was erased
 * @param inputs of the example, where they are requested and still stored
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ManifestLine(
        int ordinal,
        String leaf,
        @Nullable String salt,
        @Nullable ManifestEntry entry,
        @Nullable List<ExampleTensor> inputs) {}
