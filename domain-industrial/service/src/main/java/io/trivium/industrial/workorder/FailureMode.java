package io.trivium.industrial.workorder;

import java.util.List;

/**
 * In what way an asset failed.
 *
 * @param code three letters
 * @param name in English
 */
public record FailureMode(String code, String name) {

    /** The modes of rotating equipment, which most assets of a plant are (ISO 14224:2016, annex B). */
    static final List<FailureMode> ALL = List.of(
            new FailureMode("AIR", "Abnormal instrument reading"),
            new FailureMode("BRD", "Breakdown"),
            new FailureMode("ELP", "External leakage, process medium"),
            new FailureMode("ELU", "External leakage, utility medium"),
            new FailureMode("ERO", "Erratic output"),
            new FailureMode("FTS", "Failure to start on demand"),
            new FailureMode("HIO", "High output"),
            new FailureMode("INL", "Internal leakage"),
            new FailureMode("LOO", "Low output"),
            new FailureMode("NOI", "Noise"),
            new FailureMode("OHE", "Overheating"),
            new FailureMode("PDE", "Parameter deviation"),
            new FailureMode("PLU", "Plugged or choked"),
            new FailureMode("SER", "Minor in-service problems"),
            new FailureMode("STD", "Structural deficiency"),
            new FailureMode("STP", "Failure to stop on demand"),
            new FailureMode("UST", "Spurious stop"),
            new FailureMode("VIB", "Vibration"),
            new FailureMode("OTH", "Other"),
            new FailureMode("UNK", "Unknown"));

    static boolean isKnown(String code) {
        return ALL.stream().anyMatch(mode -> mode.code().equals(code));
    }
}
