package io.trivium.fin.rule.engine;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the compiler's messages into issues for authors of rules. */
final class RuleIssueText {

    private static final Pattern OVERLOAD =
            Pattern.compile("found no matching overload for '([^']+)' applied to '\\(([^)]*)\\)'.*", Pattern.DOTALL);
    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']+)'.*", Pattern.DOTALL);
    private static final Pattern FEATURE = Pattern.compile("features\\.([A-Za-z0-9_]+)");
    /** The parser's message about an unexpected word, whatever it expected. */
    private static final Pattern UNEXPECTED = Pattern.compile(
            "(?:mismatched input|extraneous input|no viable alternative at input|token recognition error at:) '([^']*)'?");

    private static final Pattern MISSING = Pattern.compile("missing ('[^']+') at '([^']*)'");

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

    /** What is wrong, with the values that its sentence names. */
    record Text(RuleFault fault, Map<String, String> values) {
        RuleExpression.Issue at(int line, int column) {
            return RuleExpression.Issue.of(line, column, fault, values);
        }
    }

    /** An unknown name, with the known one that it is at most two keystrokes away from. */
    private static Text unknown(RuleFault unknown, RuleFault misspelt, String wrong, Collection<String> known) {
        return known.stream()
                .filter(name -> distance(wrong, name) <= Math.min(2, wrong.length() / 3))
                .min(Comparator.comparingInt((String name) -> distance(wrong, name))
                        .thenComparing(Comparator.naturalOrder()))
                .map(name -> new Text(misspelt, Map.of("name", wrong, "similar", name)))
                .orElseGet(() -> new Text(unknown, Map.of("name", wrong)));
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

    /** The compiler's message as an issue; {@code rest} is the expression from the place of the issue on. */
    static Text of(String message, String rest) {
        Matcher overload = OVERLOAD.matcher(message);
        if (overload.matches()) {
            String name = overload.group(1);
            String what = OPERATORS.containsKey(name) ? "'" + OPERATORS.get(name) + "'" : name + "()";
            String types = overload.group(2).toLowerCase(Locale.ROOT).replace(", ", ",");
            return new Text(RuleFault.WRONG_TYPES, Map.of("what", what, "types", types));
        }
        Matcher undeclared = UNDECLARED.matcher(message);
        if (undeclared.matches()) {
            Matcher feature = FEATURE.matcher(rest);
            return feature.lookingAt()
                    ? unknown(
                            RuleFault.UNKNOWN_FEATURE,
                            RuleFault.MISSPELT_FEATURE,
                            feature.group(1),
                            RuleVariables.featureNames())
                    : unknown(
                            RuleFault.UNKNOWN_NAME,
                            RuleFault.MISSPELT_NAME,
                            undeclared.group(1),
                            RuleVariables.types().keySet());
        }
        Matcher unexpected = UNEXPECTED.matcher(message);
        if (unexpected.lookingAt() && !unexpected.group(1).equals("<EOF>")) {
            return new Text(RuleFault.UNEXPECTED, Map.of("word", unexpected.group(1)));
        }
        Matcher missing = MISSING.matcher(message);
        if (missing.lookingAt()) {
            return missing.group(2).equals("<EOF>")
                    ? new Text(RuleFault.MISSING_AT_END, Map.of("part", missing.group(1)))
                    : new Text(RuleFault.MISSING_BEFORE, Map.of("part", missing.group(1), "word", missing.group(2)));
        }
        if (message.startsWith("mismatched input '<EOF>'")) return new Text(RuleFault.ENDS_EARLY, Map.of());
        String first = message.isBlank() ? "The expression is not valid" : message.strip();
        String text = first.length() > 300 ? first.substring(0, 300) + " …" : first;
        return new Text(
                RuleFault.OTHER,
                Map.of(
                        "text",
                        Character.toUpperCase(text.charAt(0)) + text.substring(1) + (text.endsWith(".") ? "" : ".")));
    }
}
