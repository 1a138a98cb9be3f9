package io.trivium.core.value;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A figure from which a line was computed.
 *
 * @param name stable, in kebab case
 * @param value null if it was not given
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ValueInput(String name, @Nullable BigDecimal value, ValueUnit unit, ValueOrigin origin) {

    /** Something that the platform counted. */
    public static ValueInput count(String name, long value) {
        return new ValueInput(name, BigDecimal.valueOf(value), ValueUnit.COUNT, ValueOrigin.LIVE);
    }

    /** Something that the platform measured. */
    public static ValueInput live(String name, @Nullable BigDecimal value, ValueUnit unit) {
        return new ValueInput(name, value, unit, ValueOrigin.LIVE);
    }
}
