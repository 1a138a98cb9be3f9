package io.trivium.fin.rule.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds mistakes of authors who know another language: {@code =}, {@code AND}, {@code <>}, typographic quotes. Used
 * only for an expression that does not compile, so that it never refuses one that does. No I/O.
 */
final class RuleSlips {

    private static final Map<String, String> WORDS = Map.of(
            "and", "Use && for \"and\".",
            "or", "Use || for \"or\".",
            "not", "Use ! for \"not\", as in !weekend.",
            "like", "Use text functions, as in terminalId.startsWith(\"T-\").");

    private RuleSlips() {}

    /** The slips in the order of the text; empty when there is none of these. */
    static List<RuleExpression.Issue> find(String text) {
        List<RuleExpression.Issue> found = new ArrayList<>();
        int line = 1;
        int lineStart = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int column = i - lineStart + 1;
            if (c == '\n') {
                line++;
                lineStart = i + 1;
                i++;
            } else if (c == '"' || c == '\'') {
                int end = closing(text, i);
                if (end < 0) {
                    found.add(new RuleExpression.Issue(
                            line, column, "The text that begins here has no closing " + c + "."));
                    return found;
                }
                i = end + 1;
            } else if (Character.isLetter(c) || c == '_') {
                int end = i;
                while (end < text.length()
                        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
                    end++;
                }
                String message = word(text, i, end);
                if (message != null) {
                    found.add(new RuleExpression.Issue(line, column, message));
                }
                i = end;
            } else {
                String two = text.substring(i, Math.min(i + 2, text.length()));
                String message = sign(c, two);
                if (message != null) {
                    found.add(new RuleExpression.Issue(line, column, message));
                }
                i += (message == null && isPair(two)) || two.equals("<>") ? 2 : 1;
            }
        }
        return found;
    }

    private static @Nullable String word(String text, int from, int end) {
        String word = text.substring(from, end).toLowerCase(Locale.ROOT);
        boolean member = from > 0 && text.charAt(from - 1) == '.';
        if (member) {
            return null;
        }
        if (word.equals("in") && text.substring(end).stripLeading().startsWith("(")) {
            return "Write the list in square brackets, as in mcc in [\"6011\", \"4829\"].";
        }
        return WORDS.get(word);
    }

    private static @Nullable String sign(char c, String two) {
        if (two.equals("<>")) {
            return "Use != for \"not equal\"; <> is not an operator.";
        }
        if (c == '=' && !two.equals("==")) {
            return "Use == to compare; = is not an operator.";
        }
        if (c == '&' && !two.equals("&&")) {
            return "Use && for \"and\"; & is not an operator.";
        }
        if (c == '|' && !two.equals("||")) {
            return "Use || for \"or\"; | is not an operator.";
        }
        return "\u201c\u201d\u2018\u2019\u00ab\u00bb".indexOf(c) >= 0 ? "Use straight quotes: \" or '." : null;
    }

    private static boolean isPair(String two) {
        return two.equals("==")
                || two.equals("!=")
                || two.equals("<=")
                || two.equals(">=")
                || two.equals("&&")
                || two.equals("||");
    }

    /** Returns the end of the text that begins here; -1 if it does not end on its line. */
    private static int closing(String text, int from) {
        char quote = text.charAt(from);
        for (int i = from + 1; i < text.length() && text.charAt(i) != '\n'; i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == quote) {
                return i;
            }
        }
        return -1;
    }
}
