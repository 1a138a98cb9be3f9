package io.trivium.fin.rule.engine;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.feature.FeatureSet;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variables and functions that expressions of rules know, with their types and units. */
public final class RuleVariables {

    /** Features are written {@code features.NAME}; a name that is none is refused when the rule is checked. */
    public static final String FEATURES = "features.";

    static final String IN_LIST = "inList";
    static final String IN_LIST_OVERLOAD = "in_list_string_string";

    /**
     * A variable as the reference and the editor show it.
     *
     * @param type the expression language's: string, double, int or bool
     * @param unit of numbers and codes; empty for none
     */
    public record Variable(String name, String type, String unit) {}

    private interface Reader {
        @Nullable
        Object read(Authorization authorization, @Nullable Double score, ZoneId zone);
    }

    /** Placeholder for the time zone of the desk in a unit. */
    private static final String ZONE = "ZONE";

    private record Definition(Variable variable, CelType type, Reader reader) {}

    private static final Map<String, Definition> DEFINITIONS = definitions();
    private static final Map<String, Integer> FEATURE_INDEX = featureIndex();

    private RuleVariables() {}

    /**
     * All of them: those of the authorization, the score, the time, then the features in model order.
     *
     * @param zone of the desk: that of hours and days
     */
    public static List<Variable> all(ZoneId zone) {
        List<Variable> all = new ArrayList<>();
        DEFINITIONS.values().forEach(definition -> {
            Variable variable = definition.variable();
            all.add(new Variable(
                    variable.name(), variable.type(), variable.unit().replace(ZONE, zone.getId())));
        });
        featureNames().forEach(name -> all.add(new Variable(FEATURES + name, "double", "")));
        return all;
    }

    static List<String> featureNames() {
        return FeatureSet.NAMES;
    }

    static Map<String, CelType> types() {
        Map<String, CelType> types = new LinkedHashMap<>();
        DEFINITIONS.forEach((name, definition) -> types.put(name, definition.type()));
        featureNames().forEach(name -> types.put(FEATURES + name, SimpleType.DOUBLE));
        return types;
    }

    /** Returns the index of the feature that a variable names in the vector; null when it names none. */
    static @Nullable Integer featureIndex(String name) {
        return FEATURE_INDEX.get(name);
    }

    private static Map<String, Integer> featureIndex() {
        Map<String, Integer> index = new HashMap<>();
        for (int i = 0; i < FeatureSet.NAMES.size(); i++) index.put(FEATURES + FeatureSet.NAMES.get(i), i);
        return index;
    }

    static @Nullable Object value(String name, Authorization authorization, @Nullable Double score, ZoneId zone) {
        Definition definition = DEFINITIONS.get(name);
        return definition == null ? null : definition.reader().read(authorization, score, zone);
    }

    private static Map<String, Definition> definitions() {
        Map<String, Definition> all = new LinkedHashMap<>();
        number(
                all,
                "amount",
                "units of currency",
                (a, score, zone) -> a.amount().doubleValue());
        text(all, "currency", "ISO 4217", (a, score, zone) -> a.currency());
        text(all, "panToken", "token", (a, score, zone) -> a.panToken());
        text(all, "terminalId", "id", (a, score, zone) -> a.terminalId());
        text(all, "merchantId", "id", (a, score, zone) -> orEmpty(a.merchantId()));
        text(all, "mcc", "ISO 18245", (a, score, zone) -> orEmpty(a.mcc()));
        text(all, "country", "ISO 3166-1 alpha-2", (a, score, zone) -> orEmpty(a.country()));
        text(
                all,
                "channel",
                "",
                (a, score, zone) -> a.channel() == null ? "" : a.channel().wireName());
        truth(all, "cardPresent", (a, score, zone) -> Boolean.TRUE.equals(a.cardPresent()));
        text(all, "customerId", "token", (a, score, zone) -> orEmpty(a.customerId()));
        text(all, "deviceId", "id", (a, score, zone) -> orEmpty(a.deviceId()));
        text(all, "counterpartyId", "token", (a, score, zone) -> orEmpty(a.counterpartyId()));
        number(
                all,
                "homeDistanceKm",
                "km, -1 when unknown",
                (a, score, zone) ->
                        a.homeDistanceKm() == null ? -1.0 : a.homeDistanceKm().doubleValue());
        number(all, "score", "probability, -1 without a score", (a, score, zone) -> score == null ? -1.0 : score);
        truth(all, "scored", (a, score, zone) -> score != null);
        whole(all, "hour", "0 to 23, " + ZONE, (a, score, zone) ->
                (long) time(a, zone).getHour());
        whole(all, "minuteOfDay", "0 to 1439, " + ZONE, (a, score, zone) -> {
            ZonedDateTime time = time(a, zone);
            return time.getHour() * 60L + time.getMinute();
        });
        whole(all, "dayOfWeek", "1 Monday to 7 Sunday, " + ZONE, (a, score, zone) ->
                (long) time(a, zone).getDayOfWeek().getValue());
        truth(all, "weekend", (a, score, zone) -> time(a, zone).getDayOfWeek().getValue() >= 6);
        return all;
    }

    private static ZonedDateTime time(Authorization authorization, ZoneId zone) {
        return authorization.occurredAt().atZone(zone);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static void text(Map<String, Definition> all, String name, String unit, Reader reader) {
        all.put(name, new Definition(new Variable(name, "string", unit), SimpleType.STRING, reader));
    }

    private static void number(Map<String, Definition> all, String name, String unit, Reader reader) {
        all.put(name, new Definition(new Variable(name, "double", unit), SimpleType.DOUBLE, reader));
    }

    private static void whole(Map<String, Definition> all, String name, String unit, Reader reader) {
        all.put(name, new Definition(new Variable(name, "int", unit), SimpleType.INT, reader));
    }

    private static void truth(Map<String, Definition> all, String name, Reader reader) {
        all.put(name, new Definition(new Variable(name, "bool", ""), SimpleType.BOOL, reader));
    }
}
