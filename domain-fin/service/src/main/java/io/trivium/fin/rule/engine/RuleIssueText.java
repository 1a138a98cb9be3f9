package io.trivium.fin.rule.engine;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns the compiler's messages into sentences for authors of rules. */
final class RuleIssueText {

    private static final Pattern OVERLOAD =
            Pattern.compile("found no matching overload for '([^']+)' applied to '\\(([^)]*)\\)'.*", Pattern.DOTALL);
    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']+)'.*", Pattern.DOTALL);
    private static final Pattern FEATURE = Pattern.compile("features\\.([A-Za-z0-9_]+)");
    /** The parser's message about an unexpected word, whatever it expected. */
    private static final Pattern UNEXPECTED = Pattern.compile(
            "(?:mismatched input|extraneous input|no viable alternative at input|token recognition error at:) '([^']*)'?");

    private static final Pattern MISSING = Pattern.compile("missing ('[^']+') at '([^']*)'");

    private static final Map<String, String> TYPES = Map.of(
            "string", "text",
            "double", "a number",
            "int", "a whole number",
            "bool", "true or false");

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

    /** The expression language's name of a type as a person would say it. */
    static String type(String name) {
        return TYPES.getOrDefault(name.toLowerCase(Locale.ROOT), name);
    }

    /** The known name that the wrong one is at most two keystrokes away from. */
    private static String similar(String wrong, Collection<String> known) {
        return known.stream()
                .filter(name -> distance(wrong, name) <= Math.min(2, wrong.length() / 3))
                .min(Comparator.comparingInt((String name) -> distance(wrong, name))
                        .thenComparing(Comparator.naturalOrder()))
                .map(name -> " Did you mean '" + name + "'?")
                .orElse("");
    }

    /** Keystrokes from one word to the other: letters added, left out, changed, or swapped with the next. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                char x = Character.toLowerCase(a.charAt(i - 1));
                char y = Character.toLowerCase(b.charAt(j - 1));
                int best =
                        Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (x == y ? 0 : 1));
                if (i > 1
                        && j > 1
                        && x == Character.toLowerCase(b.charAt(j - 2))
                        && y == Character.toLowerCase(a.charAt(i - 2))) {
                    best = Math.min(best, cost[i - 2][j - 2] + 1);
                }
                cost[i][j] = best;
            }
        }
        return cost[a.length()][b.length()];
    }

    /** The message as a sentence; {@code rest} is the expression from the place of the issue on. */
    static String sentence(String message, String rest) {
        Matcher overload = OVERLOAD.matcher(message);
        if (overload.matches()) {
            String name = overload.group(1);
            String types = Arrays.stream(overload.group(2).split(", ", -1))
                    .map(RuleIssueText::type)
                    .collect(Collectors.joining(" and "));
            String what = OPERATORS.containsKey(name) ? "'" + OPERATORS.get(name) + "'" : name + "()";
            return what + " cannot be used with " + types + ".";
        }
        Matcher undeclared = UNDECLARED.matcher(message);
        if (undeclared.matches()) {
            Matcher feature = FEATURE.matcher(rest);
            if (feature.lookingAt()) {
                String name = feature.group(1);
                return "'" + name + "' is no feature of this release." + similar(name, RuleVariables.featureNames());
            }
            String name = undeclared.group(1);
            return "'" + name + "' is no variable or function of rules."
                    + similar(name, RuleVariables.types().keySet());
        }
        Matcher unexpected = UNEXPECTED.matcher(message);
        if (unexpected.lookingAt() && !unexpected.group(1).equals("<EOF>")) {
            return "'" + unexpected.group(1)
                    + "' does not belong here. An operator, a bracket or a comma may be missing" + " before it.";
        }
        Matcher missing = MISSING.matcher(message);
        if (missing.lookingAt()) {
            return missing.group(1) + " is missing"
                    + (missing.group(2).equals("<EOF>") ? " at the end." : " before '" + missing.group(2) + "'.");
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
