package io.trivium.industrial.asset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import javax.measure.Unit;
import org.jspecify.annotations.Nullable;
import systems.uom.ucum.format.UCUMFormat;
import systems.uom.ucum.internal.format.TokenMgrError;

/**
 * A unit of measure by its case-sensitive code of the Unified Code for Units of Measure, such as {@code mm/s}, {@code Cel},
 * {@code bar}, {@code 1} for none.
 */
public record UcumUnit(@JsonValue String code) {
    private static final int MAX_LENGTH = 50;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public UcumUnit {
        parse(code);
    }

    /** Whether a value in one unit can be given in the other. */
    public boolean isComparableWith(UcumUnit other) {
        return parse(code).isCompatible(parse(other.code));
    }

    private static Unit<?> parse(String code) {
        if (code.isEmpty() || code.length() > MAX_LENGTH || !code.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw refused(code, null);
        }
        try {
            return UCUMFormat.getInstance(UCUMFormat.Variant.CASE_SENSITIVE).parse(code);
        } catch (RuntimeException | TokenMgrError e) {
            // The generated parser has exceptions of several kinds for what it does not know.
            throw refused(code, e);
        }
    }

    private static IllegalArgumentException refused(String code, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "\"" + (code.length() > MAX_LENGTH ? code.substring(0, MAX_LENGTH) : code)
                        + "\" is no unit of UCUM; examples: mm/s, Cel, bar, kW, /min, 1 for none",
                cause);
    }

    @Override
    public String toString() {
        return code;
    }
}
