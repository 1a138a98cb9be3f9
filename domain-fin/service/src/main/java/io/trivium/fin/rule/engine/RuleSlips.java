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

    /** What other languages write, with what is written here. */
    private static final Map<String, String> WORDS =
            Map.of("and", "&&", "or", "||", "not", "!", "like", "startsWith() or contains()");

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
                    found.add(RuleExpression.Issue.of(
                            line, column, RuleFault.UNCLOSED_TEXT, Map.of("quote", String.valueOf(c))));
                    return found;
                }
                i = end + 1;
            } else if (Character.isLetter(c) || c == '_') {
                int end = i;
                while (end < text.length()
                        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
                    end++;
                }
                String right = word(text, i, end);
                if (right != null) {
                    int to = right.startsWith("in ") ? text.indexOf('(', end) + 1 : end;
                    found.add(issue(line, column, right, text.substring(i, to)));
                }
                i = end;
            } else {
                String two = text.substring(i, Math.min(i + 2, text.length()));
                String right = sign(c, two);
                if (right != null) found.add(issue(line, column, right, two.equals("<>") ? two : String.valueOf(c)));
                i += (right == null && isPair(two)) || two.equals("<>") ? 2 : 1;
            }
        }
        return found;
    }

    private static RuleExpression.Issue issue(int line, int column, String right, String wrong) {
        return RuleExpression.Issue.of(line, column, RuleFault.OTHER_SYNTAX, Map.of("right", right, "wrong", wrong));
    }

    private static @Nullable String word(String text, int from, int end) {
        String word = text.substring(from, end).toLowerCase(Locale.ROOT);
        boolean member = from > 0 && text.charAt(from - 1) == '.';
        if (member) return null;
        if (word.equals("in") && text.substring(end).stripLeading().startsWith("(")) return "in [\"6011\", \"4829\"]";
        return WORDS.get(word);
    }

    private static @Nullable String sign(char c, String two) {
        if (two.equals("<>")) return "!=";
        String doubled = String.valueOf(c).repeat(2);
        if ("=&|".indexOf(c) >= 0 && !two.equals(doubled)) return doubled;
        return "\u201c\u201d\u2018\u2019\u00ab\u00bb".indexOf(c) >= 0 ? "\" or '" : null;
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
            if (text.charAt(i) == '\\') i++;
            else if (text.charAt(i) == quote) return i;
        }
        return -1;
    }
}
