package io.trivium.deploy.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mapping of a process, as {@code /proc/PID/smaps} has it (proc_pid_smaps(5)).
 *
 * @param start first address
 * @param end first address behind it
 * @param name of a file or a kind; empty for memory without a name
 * @param bytes resident, shared pages by their share (Pss)
 */
record Mapping(long start, long end, String name, long bytes) {
    private static final Pattern HEAD = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) \\S+ \\S+ \\S+ \\S+\\s*(.*)");
    private static final String SHARE = "Pss:";

    /** All of a process; none when it has ended. */
    static List<Mapping> of(long pid) {
        try {
            return parse(Files.readAllLines(Path.of("/proc/" + pid + "/smaps")));
        } catch (IOException | UncheckedIOException _) {
            return List.of();
        }
    }

    static List<Mapping> parse(List<String> lines) {
        List<Mapping> mappings = new ArrayList<>();
        for (String line : lines) {
            Matcher head = HEAD.matcher(line);
            if (head.matches()) {
                mappings.add(new Mapping(
                        Long.parseUnsignedLong(head.group(1), 16),
                        Long.parseUnsignedLong(head.group(2), 16),
                        head.group(3),
                        0));
            } else if (line.startsWith(SHARE) && !mappings.isEmpty()) {
                Mapping of = mappings.removeLast();
                long bytes = Long.parseLong(line.replaceAll("\\D", "")) << 10;
                mappings.add(new Mapping(of.start, of.end, of.name, bytes));
            }
        }
        return mappings;
    }

    boolean overlaps(long from, long to) {
        return Long.compareUnsigned(start, to) < 0 && Long.compareUnsigned(end, from) > 0;
    }
}
