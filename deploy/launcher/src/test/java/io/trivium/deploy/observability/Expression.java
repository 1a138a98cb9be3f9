package io.trivium.deploy.observability;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The names that a PromQL expression queries, as far as a reader of names needs to understand it. */
final class Expression {
    private static final Pattern NO_NAMES = Pattern.compile("\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\$\\w+|"
            + "\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)|\\boffset\\s+\\w+");
    private static final Pattern NAME = Pattern.compile("(?<![\\w:.])([a-zA-Z_:][\\w:]*)(?!\\s*\\(|[\\w:])");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "by", "le", "Inf", "NaN");

    private Expression() {}

    /** Names of series, without those of recording rules, which have a colon. */
    static Set<String> series(String expression) {
        String bare = NO_NAMES.matcher(expression).replaceAll(" ");
        Set<String> names = new TreeSet<>();
        NAME.matcher(bare).results().forEach(match -> names.add(match.group(1)));
        names.removeIf(name -> WORDS.contains(name) || name.indexOf(':') >= 0);
        return names;
    }

    static Set<String> records(String expression) {
        Set<String> names = new TreeSet<>();
        NAME.matcher(NO_NAMES.matcher(expression).replaceAll(" "))
                .results()
                .forEach(match -> names.add(match.group(1)));
        names.removeIf(name -> name.indexOf(':') < 0);
        return names;
    }
}
