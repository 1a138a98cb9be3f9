package io.trivium.runtime.tool;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;

/**
 * The entries of a trained pack's manifest in addition to its figures.
 *
 * @param name model name, {@code version} its version
 * @param from first day of the data, {@code to} the last one; empty where that is unknown
 */
public record Labelling(
        ModelName name,
        VersionNumber version,
        String codeRevision,
        String command,
        String dataName,
        String licence,
        String from,
        String to) {}
