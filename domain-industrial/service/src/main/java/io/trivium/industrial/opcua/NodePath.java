package io.trivium.industrial.opcua;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Paths of browse names below a folder, with filters like those of MQTT topics. Pure. */
final class NodePath {
    private static final Pattern LEVEL = Pattern.compile("\\{(\\d{1,2})}");
    private static final String ONE = "+";
    private static final String REST = "#";

    private NodePath() {}

    /** Whether the filter matches the path: {@code +} matches one name, {@code #} at the end any that follow. */
    static boolean matches(String filter, List<String> path) {
        List<String> levels = List.of(filter.split("/", -1));
        if (levels.getLast().equals(REST)) {
            return path.size() >= levels.size() && agree(levels.subList(0, levels.size() - 1), path);
        }
        return path.size() == levels.size() && agree(levels, path);
    }

    /** Whether something below the path may be let through. */
    static boolean leadsOn(String filter, List<String> path) {
        List<String> levels = List.of(filter.split("/", -1));
        if (levels.getLast().equals(REST)) {
            List<String> firm = levels.subList(0, levels.size() - 1);
            return agree(firm.subList(0, Math.min(firm.size(), path.size())), path);
        }
        return path.size() < levels.size() && agree(levels.subList(0, path.size()), path);
    }

    private static boolean agree(List<String> levels, List<String> path) {
        for (int i = 0; i < levels.size(); i++) {
            if (!levels.get(i).equals(ONE) && !levels.get(i).equals(path.get(i))) return false;
        }
        return true;
    }

    /** A text with {@code {1}} for the path's first name; names that the path does not have are empty. */
    static String fill(String text, List<String> path) {
        Matcher matcher = LEVEL.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            int level = Integer.parseInt(matcher.group(1));
            String name = level >= 1 && level <= path.size() ? path.get(level - 1) : "";
            matcher.appendReplacement(filled, Matcher.quoteReplacement(name));
        }
        return matcher.appendTail(filled).toString();
    }
}
