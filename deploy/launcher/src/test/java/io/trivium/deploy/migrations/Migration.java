package io.trivium.deploy.migrations;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statements of one migration, and those that would stop or break an instance of the version before. */
final class Migration {
    private static final Pattern CREATED = Pattern.compile("create (?:unlogged )?table (?:if not exists )?(\\w+)");
    private static final Pattern INDEX =
            Pattern.compile("create (?:unique )?index (concurrently )?.*? on (?:only )?(\\w+)");
    private static final Pattern ALTERED = Pattern.compile("alter table (?:if exists )?(?:only )?(\\w+) (.*)");
    private static final Pattern ADDED_NOT_NULL = Pattern.compile("add column [^,]*not null[^,]*");
    private static final Pattern ADDED_CHECK =
            Pattern.compile("add (?:constraint \\w+ )?(?:check|foreign key|unique|primary key|exclude)");
    private static final Pattern BODY = Pattern.compile("\\$(\\w*)\\$.*?\\$\\1\\$", Pattern.DOTALL);

    private final Set<String> created = new HashSet<>();
    private final List<String> problems = new ArrayList<>();

    Migration(String sql) {
        String text = sql.replaceAll("--[^\\n]*", " ");
        // Bodies of functions run later, when they are called; those of do blocks run now.
        String now = BODY.matcher(text).replaceAll(body -> {
            String before = text.substring(Math.max(0, body.start() - 40), body.start());
            return Matcher.quoteReplacement(
                    before.strip().toLowerCase(Locale.ROOT).endsWith("do")
                            ? body.group().replace("$", " ; ")
                            : "''");
        });
        for (String statement : now.split(";", -1)) {
            look(statement
                    .replaceAll("\\s+", " ")
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .replaceFirst("^begin ", ""));
        }
    }

    /** Tables that it makes. */
    Set<String> created() {
        return Set.copyOf(created);
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    private void look(String statement) {
        Matcher table = CREATED.matcher(statement);
        if (table.lookingAt()) created.add(table.group(1));
        Matcher index = INDEX.matcher(statement);
        if (index.lookingAt() && index.group(1) == null && !created.contains(index.group(2))) {
            problems.add("index on " + index.group(2) + " not made concurrently");
        }
        if (statement.startsWith("drop table") || statement.startsWith("drop view")) problems.add(statement);
        if (statement.startsWith("lock table")
                || statement.startsWith("truncate")
                || statement.startsWith("vacuum full")) {
            problems.add("exclusive lock: " + statement);
        }
        Matcher altered = ALTERED.matcher(statement);
        if (altered.lookingAt() && !created.contains(altered.group(1))) alter(altered.group(1), altered.group(2));
    }

    private void alter(String table, String change) {
        if (change.contains("drop column") || change.contains("rename ")) problems.add(table + ": " + change);
        Matcher added = ADDED_NOT_NULL.matcher(change);
        if (added.find() && !added.group().contains("default") && !added.group().contains("generated")) {
            problems.add(table + " gets a column that is not null without a default");
        }
        if (change.matches(".*alter (column )?\\w+ set not null.*")) {
            problems.add(table + " reads all its rows for set not null");
        }
        if (change.matches(".*alter (column )?\\w+ (set data )?type .*")) {
            problems.add(table + " is rewritten for another type");
        }
        if (ADDED_CHECK.matcher(change).find() && !change.contains("not valid")) {
            problems.add(table + " reads all its rows for a constraint that is not 'not valid'");
        }
    }
}
