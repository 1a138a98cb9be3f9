package io.trivium.deploy.faults.plant;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The acknowledgements of the load, read from its results while it writes them. Of one thread. */
final class PlantLedger {
    private final Path results;
    private final List<PlantReading> acknowledged = new ArrayList<>();
    private long read;

    PlantLedger(Path results) {
        this.results = results;
    }

    /** All that is acknowledged by now, in the order of the acknowledgements. */
    List<PlantReading> acknowledged() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(results.toFile(), "r")) {
            file.seek(read);
            byte[] news = new byte[Math.toIntExact(file.length() - read)];
            file.readFully(news);
            String text = new String(news, StandardCharsets.US_ASCII);
            int end = text.lastIndexOf('\n') + 1;
            text.substring(0, end).lines().map(PlantReading::parse).forEach(acknowledged::add);
            read += end;
        }
        return acknowledged;
    }
}
