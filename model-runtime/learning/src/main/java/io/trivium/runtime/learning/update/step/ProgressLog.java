package io.trivium.runtime.learning.update.step;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The progress lines of the training process. */
public final class ProgressLog {
    private static final int END = 8 << 10;
    private static final int MOST = 300;
    private static final String ERROR = "error: ";
    private static final Pattern EPOCH = Pattern.compile("(?m)^epoch (\\d{1,6}) loss ");

    private ProgressLog() {}

    /** The last epoch that is over; 0 before the first. */
    public static int epoch(Path file) throws IOException {
        Matcher epochs = EPOCH.matcher(end(file));
        int last = 0;
        while (epochs.find()) last = Integer.parseInt(epochs.group(1));
        return last;
    }

    /** The last error, or else the last line with content, shortened. */
    static String lastWords(Path file) throws IOException {
        List<String> lines = end(file)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        String last = lines.stream()
                .filter(line -> line.startsWith(ERROR))
                .reduce((before, line) -> line)
                .map(line -> line.substring(ERROR.length()))
                .orElse(lines.isEmpty() ? "nothing" : lines.getLast());
        return last.length() <= MOST ? last : last.substring(0, MOST);
    }

    private static String end(Path file) throws IOException {
        if (!Files.exists(file)) return "";
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer bytes = ByteBuffer.allocate(END);
            channel.position(Math.max(0, channel.size() - END));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // the next part
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        }
    }
}
