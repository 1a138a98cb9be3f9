package io.trivium.industrial.intake;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.trivium.industrial.quality.QualityReason;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What became of the readings of a batch. {@code taken}, {@code duplicates}, {@code deadLettered} and {@code refused}
 * together are the readings of the request.
 *
 * @param taken readings that the broker has and that will be stored, late ones included
 * @param late those of the taken that are older than the newest stored reading of their tag: they are stored, and raise no
 *     alarm
 * @param duplicates readings whose tag and time are stored already, or stand earlier in the same batch; nothing changes
 * @param deadLettered readings of an unknown source or tag; kept as dead letters, to be replayed
 * @param refused readings that are not stored
 * @param compared whether late readings and duplicates were looked for; false while the database does not answer, and then
 *     they count as taken
 * @param notes every reading that was not plainly taken
 */
public record IntakeAnswer(
        int taken, int late, int duplicates, int deadLettered, int refused, boolean compared, List<Note> notes) {

    /** What became of a reading. */
    public enum Outcome {
        TAKEN,
        LATE,
        DUPLICATE,
        DEAD_LETTERED,
        REFUSED;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /**
         * The outcome of this name.
         *
         * @throws IllegalArgumentException for any other name
         */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public static Outcome of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /**
     * Readings of one tag with the same outcome for the same reason.
     *
     * @param reason the code by which GET /v1/data-quality counts them; absent for late readings
     * @param detail one sentence about the first of them, saying what to do
     * @param readings their indexes in the request's {@code readings}, from 0, ascending
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "IntakeNote")
    public record Note(
            Outcome outcome, @Nullable QualityReason reason, String tag, String detail, List<Integer> readings) {}
}
