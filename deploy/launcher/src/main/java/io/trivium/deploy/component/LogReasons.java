package io.trivium.deploy.component;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in the last lines of a log why a process ended, and describes it in a sentence. */
public final class LogReasons {
    /**
     * The reason and the remedy.
     *
     * @param sentence without a full stop
     */
    public record Reason(String sentence, String remedy) {}

    /** The texts refer to named groups of the pattern as {@code {1}}. */
    private record Known(Pattern pattern, String sentence, String remedy) {
        Known(String pattern, String sentence, String remedy) {
            this(Pattern.compile(pattern), sentence, remedy);
        }
    }

    /** The most telling first: a full disk shows up as many other things later. */
    private static final List<Known> KNOWN = List.of(
            new Known(
                    "No space left on device|Disk quota exceeded",
                    "the disk is full",
                    "Free some space; it starts again by itself."),
            new Known(
                    "OutOfMemoryError|Cannot allocate memory|insufficient memory for the Java",
                    "it got no more memory",
                    "End other programs on this machine, or give it more memory."),
            new Known(
                    "Too many open files",
                    "it may open no more files",
                    "Raise the hard limit of open files (nofile) to 4096 or more."),
            new Known(
                    "[Aa]ddress already in use|could not bind|Port \\d+ seems to be in use",
                    "its port is taken by another process",
                    "./trivium down, then ./trivium doctor: it names the process."),
            new Known(
                    "UnsupportedClassVersionError",
                    "it was built for a newer JDK than runs it",
                    "Install JDK 25, or set JAVA_HOME, then ./trivium down and up."),
            new Known(
                    "database files are incompatible with server|initialized by PostgreSQL version (\\S+)",
                    "its data were made by another version of PostgreSQL",
                    "Use the Trivium that made them, or another --data-dir."),
            new Known(
                    "could not locate a valid checkpoint record|invalid (?:primary )?checkpoint|PANIC:|invalid page in",
                    "its data are damaged",
                    "Stop the platform, copy the data directory away as it is, and restore a backup."),
            new Known(
                    "password authentication failed for user \"(\\w+)\"",
                    "PostgreSQL knows another password of {1} than secrets/ has",
                    "Restore secrets/ from the backup that the database is of."),
            new Known(
                    "role \"(\\w+)\" is not permitted to log in",
                    "PostgreSQL does not let {1} log in",
                    "As PostgreSQL's administrator: alter role {1} login."),
            new Known(
                    "role \"(\\w+)\" does not exist",
                    "PostgreSQL has no role {1}",
                    "./trivium down, then ./trivium up: roles that are missing are made at the start."),
            new Known(
                    "permission denied for (\\w+ \\S+)",
                    "PostgreSQL refuses it the {1}",
                    "./trivium down, then ./trivium up grants what is missing; in production, grant it as"
                            + " deploy/README.md says."),
            new Known(
                    "Migration checksum mismatch|Detected (?:applied|resolved) migration|FlywayValidateException"
                            + "|Validate failed",
                    "the database was made by another version of it",
                    "Use the version that made the database, or the next one, never an older one."),
            new Known(
                    "InconsistentClusterIdException|Invalid cluster\\.id",
                    "its data are of another Kafka cluster",
                    "Restore kafka/ and postgres/ from the same backup."),
            new Known(
                    "UnknownTopicOrPartition|topic (\\S+) (?:not present|is missing)",
                    "a topic of Kafka is missing",
                    "./trivium down, then ./trivium up: topics that are missing are made at the start."),
            new Known(
                    "AccessDeniedException: (\\S+)|Permission denied",
                    "it may not read or write a file of its own",
                    "Give the data directory to the user that runs ./trivium: chown -R."),
            new Known(
                    "Connection to (\\S+) refused|Connection refused",
                    "what it needs does not answer",
                    "Look at the components that are not ready above it; it starts again by itself."),
            new Known(
                    "could not find any account with|invalid_client|Client authentication failed",
                    "Keycloak knows another secret of it than secrets/ has",
                    "Delete keycloak/realm-imported in the data directory, then ./trivium down and up."));

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern TELLING = Pattern.compile("FATAL|PANIC|ERROR|Caused by|Exception");

    private LogReasons() {}

    /**
     * Why a process ended.
     *
     * @param reason how it ended, from the supervisor
     * @param tail its last log lines, oldest first
     */
    public static Reason explain(String component, String reason, List<String> tail) {
        List<String> lines = tail.stream().map(LogReasons::text).toList();
        for (Known known : KNOWN) {
            for (String line : lines) {
                Matcher matcher = known.pattern().matcher(line);
                if (matcher.find()) {
                    String part = matcher.groupCount() > 0
                            ? Optional.ofNullable(matcher.group(1)).orElse("")
                            : "";
                    return new Reason(
                            known.sentence().replace("{1}", part),
                            known.remedy().replace("{1}", part));
                }
            }
        }
        String look = "./trivium logs " + component;
        if (reason.endsWith("signal 9")) {
            return new Reason(
                    "something killed it (signal 9)", "dmesg tells whether Linux did for want of memory; " + look);
        }
        return new Reason(reason + lastTelling(lines), look);
    }

    /** A line as people read it: of a JSON record, as services log, the level, the message and below it the stack trace. */
    private static String text(String line) {
        if (!line.startsWith("{")) return line;
        try {
            JsonNode entry = JSON.readTree(line);
            return (entry.path("level").asText() + " " + entry.path("message").asText() + "\n"
                            + entry.path("stackTrace").asText())
                    .strip();
        } catch (JsonProcessingException _) {
            // Cut off by the end of the process.
            return line;
        }
    }

    private static String lastTelling(List<String> lines) {
        for (String line : lines.reversed()) {
            if (TELLING.matcher(line).find()) return ", its log: " + shortened(line);
        }
        return lines.isEmpty() ? "" : ", its log: " + shortened(lines.getLast());
    }

    /** The first line, and the innermost cause where there is a stack trace. */
    private static String shortened(String text) {
        List<String> lines = text.lines().toList();
        String first = lines.isEmpty() ? "" : lines.getFirst().strip();
        return lines.stream().skip(1).toList().reversed().stream()
                .filter(line -> line.startsWith("Caused by: "))
                .findFirst()
                .map(cause -> first + " (" + cause.strip() + ")")
                .orElse(first);
    }
}
