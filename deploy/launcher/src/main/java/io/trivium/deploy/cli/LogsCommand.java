package io.trivium.deploy.cli;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.LogFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Prints the end of the components' logs and, on demand, lines added to them. */
@Command(name = "logs", description = "Print the last lines of one component's log, or of all.")
final class LogsCommand implements Callable<Integer> {
    private static final long POLL_MS = 250;

    @ParentCommand
    Trivium trivium = new Trivium();

    @Parameters(arity = "0..1", paramLabel = "COMPONENT", description = "As named by ./trivium status.")
    @Nullable
    String component;

    @Option(
            names = {"-f", "--follow"},
            description = "Follow what is appended, until interrupted.")
    boolean follow;

    @Option(
            names = {"-n", "--lines"},
            defaultValue = "40",
            description = "Lines of each (default: ${DEFAULT-VALUE}).")
    int lines = 40;

    @Override
    public Integer call() throws IOException, InterruptedException {
        DataDirectory data = trivium.options.platform().data();
        List<Path> logs = chosen(data);
        Map<String, List<String>> document = new LinkedHashMap<>();
        Map<Path, Long> positions = new LinkedHashMap<>();
        for (Path log : logs) {
            positions.put(log, Files.size(log));
            List<String> tail = LogFiles.tail(log, lines);
            if (trivium.options.json) document.put(name(log), tail);
            else tail.forEach(line -> print(log, line, logs.size() > 1));
        }
        if (trivium.options.json) {
            trivium.options.print(document);
            return ExitCode.OK.code();
        }
        while (follow) {
            new CountDownLatch(1).await(POLL_MS, TimeUnit.MILLISECONDS);
            for (Path log : logs) positions.put(log, printFrom(log, positions.getOrDefault(log, 0L), logs.size() > 1));
        }
        return ExitCode.OK.code();
    }

    private List<Path> chosen(DataDirectory data) throws IOException {
        List<Path> known = new ArrayList<>();
        if (Files.isDirectory(data.logs())) {
            try (Stream<Path> files = Files.list(data.logs())) {
                files.filter(file -> file.getFileName().toString().endsWith(".log"))
                        .sorted()
                        .forEach(known::add);
            }
        }
        String asked = component;
        if (asked == null) return known;
        List<Path> matching =
                known.stream().filter(log -> name(log).equals(asked)).toList();
        if (matching.isEmpty()) {
            throw LauncherException.failure("There is no log of '" + asked + "'; there are: "
                    + String.join(", ", known.stream().map(LogsCommand::name).toList()) + ".");
        }
        return matching;
    }

    private static String name(Path log) {
        return log.getFileName().toString().replaceAll("\\.log$", "");
    }

    private void print(Path log, String line, boolean named) {
        trivium.options.terminal.data().println(named ? name(log) + " | " + line : line);
    }

    private long printFrom(Path log, long position, boolean named) throws IOException {
        if (!Files.exists(log)) return 0;
        long size = Files.size(log);
        long from = size < position ? 0 : position;
        if (size == from) return from;
        byte[] added = new byte[(int) Math.min(size - from, 1 << 20)];
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(from);
            file.readFully(added);
        }
        int end = added.length;
        while (end > 0 && added[end - 1] != '\n') end--;
        new String(added, 0, end, java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> print(log, line, named));
        return from + end;
    }
}
