package io.trivium.fin.rule.engine;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What can be wrong with an expression: a code that consoles translate, and its sentence in English. */
public enum RuleFault {
    EMPTY("The expression is empty."),
    TOO_LONG("The expression is longer than {limit} characters."),
    ENDS_EARLY("The expression ends too early."),
    NO_CONDITION("A rule must come to true or false; this comes to {types}."),
    /** Another language's way to write something. */
    OTHER_SYNTAX("Use {right} instead of '{wrong}'."),
    UNCLOSED_TEXT("The text that begins here has no closing {quote}."),
    UNEXPECTED("'{word}' does not belong here. An operator, a bracket or a comma may be missing before it."),
    MISSING_BEFORE("{part} is missing before '{word}'."),
    MISSING_AT_END("{part} is missing at the end."),
    UNKNOWN_NAME("'{name}' is no variable or function of rules."),
    MISSPELT_NAME("'{name}' is no variable or function of rules. Did you mean '{similar}'?"),
    UNKNOWN_FEATURE("'{name}' is no feature of this release."),
    MISSPELT_FEATURE("'{name}' is no feature of this release. Did you mean '{similar}'?"),
    WRONG_TYPES("{what} cannot be used with {types}."),
    UNKNOWN_LIST("There is no list named '{name}'."),
    NO_LIST_NAME("inList() takes the name of a list in quotes first."),
    /** Whatever else the compiler says, in its words. */
    OTHER("{text}");

    private static final Map<String, String> TYPES = Map.of(
            "string", "text",
            "double", "a number",
            "int", "a whole number",
            "bool", "true or false");

    private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final String sentence;

    RuleFault(String sentence) {
        this.sentence = sentence;
    }

    /** The code in JSON. */
    @JsonValue
    public String wireName() {
        return wireName;
    }

    /** Fills the sentence; {@code types} are the expression language's names, separated by commas. */
    String sentence(Map<String, String> values) {
        String text = sentence;
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace(
                    "{" + value.getKey() + "}",
                    value.getKey().equals("types") ? inWords(value.getValue()) : value.getValue());
        }
        return text;
    }

    private static String inWords(String types) {
        return Arrays.stream(types.split(",", -1))
                .map(type -> TYPES.getOrDefault(type, type))
                .collect(Collectors.joining(" and "));
    }
}
