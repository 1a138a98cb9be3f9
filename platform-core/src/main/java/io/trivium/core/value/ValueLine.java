package io.trivium.core.value;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that the platform brought, cost or left open.
 *
 * @param key stable, in kebab case
 * @param quantity in {@code unit}; null where something is missing
 * @param amount the quantity in money, to the cent; null if it has no price
 * @param formula how quantity and amount are computed from the inputs, in words
 * @param missing keys of what has to be given, see {@link ValueView#missing}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ValueLine(
        String key,
        ValueKind kind,
        ValueEffect effect,
        @Nullable BigDecimal quantity,
        ValueUnit unit,
        @Nullable BigDecimal amount,
        String formula,
        List<ValueInput> inputs,
        List<String> missing) {

    public ValueLine {
        inputs = List.copyOf(inputs);
        missing = List.copyOf(missing);
    }

    /** A line that is only to be known. */
    public static ValueLine fact(
            String key,
            ValueKind kind,
            @Nullable BigDecimal quantity,
            ValueUnit unit,
            String formula,
            ValueInput... inputs) {
        return new ValueLine(key, kind, ValueEffect.NONE, quantity, unit, null, formula, List.of(inputs), List.of());
    }

    /** The same, with something that has to be given. */
    public ValueLine lacking(String... keys) {
        return new ValueLine(key, kind, effect, quantity, unit, amount, formula, inputs, List.of(keys));
    }
}
