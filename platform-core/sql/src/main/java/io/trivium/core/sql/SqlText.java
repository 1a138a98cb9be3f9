package io.trivium.core.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * A statement whose named parameters are replaced by those of JDBC. Thread-safe.
 *
 * @param original as written, with {@code :name}
 * @param jdbc with a question mark for each use of a parameter
 * @param names of the parameters, each once
 * @param uses for each question mark the index in {@code names}
 * @param types for each question mark the type of the last value that was not null, as {@link java.sql.Types} has it; a
 *     hint for the next null, so calls need not agree on it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SqlText(String original, String jdbc, List<String> names, int[] uses, int[] types) {

    /** Parses a statement; quoted text, quoted names, comments, casts and array slices hold no parameters. */
    static SqlText parse(String original) {
        StringBuilder jdbc = new StringBuilder(original.length());
        List<String> names = new ArrayList<>();
        List<Integer> uses = new ArrayList<>();
        int at = 0;
        while (at < original.length()) {
            char c = original.charAt(at);
            int end = literalEnd(original, at);
            if (end > at) {
                jdbc.append(original, at, end);
                at = end;
            } else if (c == '?') {
                throw new IllegalArgumentException("parameters are named, ':name'; jsonb_exists is the operator '?'");
            } else if (c == ':' && at + 1 < original.length() && Character.isLetter(original.charAt(at + 1))) {
                end = at + 1;
                while (end < original.length() && Character.isJavaIdentifierPart(original.charAt(end))) end++;
                String name = original.substring(at + 1, end);
                if (!names.contains(name)) names.add(name.intern());
                uses.add(names.indexOf(name));
                jdbc.append('?');
                at = end;
            } else {
                int length = original.startsWith("::", at) ? 2 : 1;
                jdbc.append(original, at, at + length);
                at += length;
            }
        }
        return new SqlText(
                original,
                jdbc.toString(),
                List.copyOf(names),
                uses.stream().mapToInt(Integer::intValue).toArray(),
                new int[uses.size()]);
    }

    /** The end of the quoted text, quoted name or comment that starts here; {@code at} if none does. */
    private static int literalEnd(String text, int at) {
        char c = text.charAt(at);
        if (c == '\'' || c == '"') {
            int end = text.indexOf(c, at + 1);
            if (end < 0) throw new IllegalArgumentException("unterminated " + c + " in: " + text);
            return end + 1;
        }
        if (text.startsWith("--", at)) {
            int end = text.indexOf('\n', at);
            return end < 0 ? text.length() : end;
        }
        if (text.startsWith("/*", at)) {
            int end = text.indexOf("*/", at);
            if (end < 0) throw new IllegalArgumentException("unterminated comment in: " + text);
            return end + 2;
        }
        return at;
    }

    int indexOf(String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equals(name)) return i;
        }
        throw new IllegalArgumentException("no parameter :" + name + " in: " + original);
    }
}
