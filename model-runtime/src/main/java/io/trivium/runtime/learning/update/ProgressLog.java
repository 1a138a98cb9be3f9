package io.trivium.runtime.learning.update;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the training process says while it trains. */
final class ProgressLog {
    private static final int END = 8 << 10;
    private static final int MOST = 300;
    private static final Pattern EPOCH = Pattern.compile("(?m)^epoch (\\d{1,6}) loss ");

    private ProgressLog() {}

    /** The last epoch that is over; 0 before the first. */
    static int epoch(Path file) throws IOException {
        Matcher epochs = EPOCH.matcher(end(file));
        int last = 0;
        while (epochs.find()) last = Integer.parseInt(epochs.group(1));
        return last;
    }

    /** The last line that says something, shortened. */
    static String lastLine(Path file) throws IOException {
        String last = end(file)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce("nothing", (before, line) -> line);
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
