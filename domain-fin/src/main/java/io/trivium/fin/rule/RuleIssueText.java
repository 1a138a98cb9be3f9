package io.trivium.fin.rule;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the compiler's messages into sentences for whoever writes a rule. */
final class RuleIssueText {

    private static final Pattern OVERLOAD =
            Pattern.compile("found no matching overload for '([^']+)' applied to '\\(([^)]*)\\)'.*", Pattern.DOTALL);
    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']+)'.*", Pattern.DOTALL);
    private static final Pattern FEATURE = Pattern.compile("features\\.([A-Za-z0-9_]+)");
    private static final Map<String, String> OPERATORS = Map.ofEntries(
            Map.entry("_>_", ">"),
            Map.entry("_>=_", ">="),
            Map.entry("_<_", "<"),
            Map.entry("_<=_", "<="),
            Map.entry("_==_", "=="),
            Map.entry("_!=_", "!="),
            Map.entry("_+_", "+"),
            Map.entry("_-_", "-"),
            Map.entry("_*_", "*"),
            Map.entry("_/_", "/"),
            Map.entry("_%_", "%"),
            Map.entry("_&&_", "&&"),
            Map.entry("_||_", "||"),
            Map.entry("!_", "!"),
            Map.entry("-_", "-"),
            Map.entry("@in", "in"),
            Map.entry("_?_:_", "? :"));

    private RuleIssueText() {}

    /** The message as a sentence; {@code rest} is the expression from the place of the issue on. */
    static String sentence(String message, String rest) {
        Matcher overload = OVERLOAD.matcher(message);
        if (overload.matches()) {
            String name = overload.group(1);
            String types = overload.group(2);
            String what = OPERATORS.containsKey(name) ? "'" + OPERATORS.get(name) + "'" : name + "()";
            String hint = types.contains("double") && types.contains("int")
                    ? " Write the whole number with a point, such as 2.0."
                    : "";
            return what + " cannot be used with " + types.replace(", ", " and ") + "." + hint;
        }
        Matcher undeclared = UNDECLARED.matcher(message);
        if (undeclared.matches()) {
            Matcher feature = FEATURE.matcher(rest);
            if (feature.lookingAt()) {
                return "'" + feature.group(1) + "' is no feature of this release.";
            }
            return "'" + undeclared.group(1) + "' is no variable or function of rules.";
        }
        if (message.startsWith("mismatched input '<EOF>'")) {
            return "The expression ends too early.";
        }
        String first = message.strip();
        String text = first.length() > 300 ? first.substring(0, 300) + " …" : first;
        return text.isEmpty()
                ? "The expression is not valid."
                : Character.toUpperCase(text.charAt(0)) + text.substring(1) + (text.endsWith(".") ? "" : ".");
    }
}
