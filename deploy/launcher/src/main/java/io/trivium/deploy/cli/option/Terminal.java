package io.trivium.deploy.cli.option;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/**
 * The output of a command: data to standard output, messages for users to standard error.
 *
 * @param data standard output
 * @param talk standard error
 * @param colour whether talk may be coloured
 */
public record Terminal(PrintStream data, PrintStream talk, boolean colour) {
    private static final String RESET = "\u001b[0m";

    /**
     * Colour only on a terminal (the script passes this, a JVM cannot query standard error) and never with NO_COLOR.
     */
    public static Terminal of(Map<String, String> environment) {
        boolean colour = "1".equals(environment.get("TRIVIUM_STDERR_TTY"))
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
        return new Terminal(System.out, System.err, colour);
    }

    public void say(String line) {
        talk.println(line);
    }

    public void error(String line) {
        talk.println(paint("31", "error: ") + line);
    }

    public String good(String text) {
        return paint("32", text);
    }

    public String bad(String text) {
        return paint("31", text);
    }

    public String strong(String text) {
        return paint("1", text);
    }

    private String paint(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + RESET : text;
    }

    public static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%,d MiB", bytes >> 20);
    }

    public static String seconds(long milliseconds) {
        return String.format(Locale.ROOT, "%.1f s", milliseconds / 1000.0);
    }
}
