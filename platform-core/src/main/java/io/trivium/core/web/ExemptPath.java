package io.trivium.core.web;

/**
 * Paths whose requests a rate limit does not count: all at and below one path, or those between a beginning and an end,
 * such as {@code /v2/models/*}{@code /infer}.
 *
 * @param beginning of the path
 * @param end of the path; empty for all below the beginning
 */
public record ExemptPath(String beginning, String end) {

    /** Reads a setting, in which one {@code *} matches any text. */
    public static ExemptPath of(String setting) {
        int any = setting.indexOf('*');
        return any < 0
                ? new ExemptPath(setting, "")
                : new ExemptPath(setting.substring(0, any), setting.substring(any + 1));
    }

    /** Whether a path is one of these. */
    public boolean covers(String path) {
        if (!path.startsWith(beginning)) return false;
        if (!end.isEmpty()) return path.length() >= beginning.length() + end.length() && path.endsWith(end);
        return path.length() == beginning.length() || path.charAt(beginning.length()) == '/';
    }
}
