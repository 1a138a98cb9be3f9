package io.trivium.industrial.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * A monitor's judgement of the latest row of an asset.
 *
 * @param score distance from normal operation over the asset's own limit: 1 and more is anomalous
 * @param shares by how much each tag adds to it; sums to 1 unless all are 0
 * @param signs what is unusual of each tag, most of all
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Judgement(double score, double[] shares, Sign[] signs) {
    /** What may be unusual of a tag. */
    public enum Sign {
        /** Its mean. */
        LEVEL,
        /** Its mean as compared with those of the other tags. */
        RELATION,
        /** Its variation about its mean. */
        VARIATION;

        private final String wireName = name().toLowerCase(Locale.ROOT);

        @JsonValue
        public String wireName() {
            return wireName;
        }
    }

    public boolean isAnomalous() {
        return score >= 1;
    }
}
