package io.trivium.fin.feature;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A card's last events before an authorization, as the model takes them in addition to the {@link HandbookFeatures}: at
 * most {@link #LENGTH} rows of {@link #COLUMNS} finite float32 numbers, oldest first. Immutable.
 *
 * <p>Every column of an event is known when the authorization arrives. "Usual" is the median of {@code ln(1 + amount)}
 * over the card's events of 30 days, at most {@link #KNOWN_EVENTS} of them; those up to an event describe the card as
 * it was then, so that one unusual amount among eight can be distinguished from a card with generally high amounts.
 * Columns that begin with CURRENT compare the authorization itself with what was known after the event: the newest row
 * holds how unusual it is for its card. In JSON it is the Base64 form of the little-endian numbers, which costs a
 * decision 56 bytes an event instead of 150.
 */
public final class EventSequence {

    /** Names the columns and their definitions in events and model packs. */
    public static final String VERSION = "card-events/1";

    /** Rows of the model's input; what is missing is padding before the first event. */
    public static final int LENGTH = 8;

    /** The maximum number of events of 30 days that determine the usual values of a card. */
    public static final int KNOWN_EVENTS = 64;

    public static final int PRESENT = 0;
    public static final int AMOUNT = 1;
    public static final int AMOUNT_TO_USUAL = 2;
    public static final int SECONDS_SINCE_PREVIOUS = 3;
    public static final int SECONDS_TO_CURRENT = 4;
    public static final int HOUR = 5;
    public static final int WEEKEND = 6;
    public static final int SAME_TERMINAL = 7;
    public static final int CURRENT_TO_AMOUNT = 8;
    public static final int CURRENT_TO_USUAL = 9;
    public static final int CURRENT_DEVIATION = 10;
    public static final int CURRENT_TO_LARGEST = 11;
    public static final int EVENTS_KNOWN = 12;
    public static final int UNUSUAL_14_DAYS = 13;

    /** In the order of the model's input. */
    public static final List<String> NAMES = List.of(
            "PRESENT",
            "AMOUNT",
            "AMOUNT_TO_USUAL",
            "SECONDS_SINCE_PREVIOUS",
            "SECONDS_TO_CURRENT",
            "HOUR",
            "WEEKEND",
            "SAME_TERMINAL",
            "CURRENT_TO_AMOUNT",
            "CURRENT_TO_USUAL",
            "CURRENT_DEVIATION",
            "CURRENT_TO_LARGEST",
            "EVENTS_KNOWN",
            "UNUSUAL_14_DAYS");

    public static final int COLUMNS = NAMES.size();

    /** The sequence of a card without earlier events, and of an authorization whose features predate sequences. */
    public static final EventSequence NONE = new EventSequence(new float[0]);

    private final float[] rows;

    private EventSequence(float[] rows) {
        this.rows = rows;
    }

    /** Takes float32 [events × {@link #COLUMNS}], oldest first. */
    public static EventSequence of(float[] rows) {
        if (rows.length == 0) return NONE;
        if (rows.length % COLUMNS != 0 || rows.length > LENGTH * COLUMNS) {
            throw new IllegalArgumentException(rows.length + " numbers are no 0 to " + LENGTH + " events");
        }
        for (int i = 0; i < rows.length; i++) {
            if (!Float.isFinite(rows[i])) {
                throw new IllegalArgumentException(NAMES.get(i % COLUMNS) + " of an event is not finite");
            }
            if (i % COLUMNS == PRESENT && rows[i] != 1) {
                throw new IllegalArgumentException("an event is not marked as present");
            }
        }
        return new EventSequence(rows.clone());
    }

    /** Reads the JSON form. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static EventSequence of(String base64) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() % Float.BYTES != 0) {
            throw new IllegalArgumentException("events of " + bytes.remaining() + " bytes are no float32 numbers");
        }
        float[] rows = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(rows);
        return of(rows);
    }

    /** Returns the number of events, 0 to {@link #LENGTH}. */
    public int size() {
        return rows.length / COLUMNS;
    }

    /** One number of an event, 0 being the oldest. */
    public float get(int event, int column) {
        return rows[event * COLUMNS + column];
    }

    /** A copy, float32 [events × {@link #COLUMNS}], oldest first, without padding. */
    public float[] toArray() {
        return rows.clone();
    }

    /** Writes float32 [{@link #LENGTH} × {@link #COLUMNS}] with zeros before the oldest event. */
    public void copyTo(float[] target, int at) {
        int padding = LENGTH * COLUMNS - rows.length;
        Arrays.fill(target, at, at + padding, 0);
        System.arraycopy(rows, 0, target, at + padding, rows.length);
    }

    /** Base64 of the little-endian numbers. */
    @JsonValue
    public String toBase64() {
        return Base64.getEncoder().encodeToString(toBytes());
    }

    /** The numbers, little-endian. */
    public byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(rows.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(rows);
        return bytes.array();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventSequence that && Arrays.equals(rows, that.rows);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(rows);
    }

    @Override
    public String toString() {
        return size() + " events " + Arrays.toString(rows);
    }
}
