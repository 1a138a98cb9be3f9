package io.trivium.runtime.training.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/** The differences that every round used, by site and hash: the same at all sites. Not thread-safe. */
public final class RoundHistory {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ArrayNode rounds;

    private RoundHistory(ArrayNode rounds) {
        this.rounds = rounds;
    }

    static RoundHistory empty() {
        return new RoundHistory(JSON.createArrayNode());
    }

    static RoundHistory read(Path file) throws IOException {
        return new RoundHistory(JSON.readValue(file.toFile(), ArrayNode.class));
    }

    /** Writes a file that appears only when it is complete. */
    void write(Path file) throws IOException {
        Path whole = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(whole, rounds.toString());
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** @param deltas in the order of their sites */
    void add(int round, String base, Collection<WeightDelta> deltas) {
        ObjectNode taken = rounds.addObject().put("round", round).put("base", base);
        ArrayNode differences = taken.putArray("differences");
        for (WeightDelta delta : deltas) {
            differences
                    .addObject()
                    .put("site", delta.site())
                    .put("rows", delta.rows())
                    .put("trained", delta.trained().toString())
                    .put("sha256", delta.digest());
        }
    }

    /** Each round with the hash of its first weights and of the differences. */
    public JsonNode toJson() {
        return rounds.deepCopy();
    }

    /** Rows that each site trained on. */
    public SortedMap<String, Long> rows() {
        SortedMap<String, Long> rows = new TreeMap<>();
        for (JsonNode difference : rounds.path(rounds.size() - 1).path("differences")) {
            rows.put(difference.path("site").asText(), difference.path("rows").asLong());
        }
        return rows;
    }

    /** When the last site had trained for the last round. */
    public Instant ended() {
        Instant last = Instant.EPOCH;
        for (JsonNode difference : rounds.path(rounds.size() - 1).path("differences")) {
            Instant trained = Instant.parse(difference.path("trained").asText());
            if (trained.isAfter(last)) last = trained;
        }
        return last;
    }
}
