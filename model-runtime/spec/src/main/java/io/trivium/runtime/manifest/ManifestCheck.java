package io.trivium.runtime.manifest;

import io.trivium.runtime.pack.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Computes a manifest again, line by line, and collects its faults: hashes, order, an example twice, a subject on two
 * sides, a label from after the cut-off. Not thread-safe.
 */
public final class ManifestCheck {
    private static final HexFormat HEX = HexFormat.of();
    private static final int MOST_FAULTS = 20;
    private static final int SUBJECT_DIGITS = 16;

    private final ManifestHeader header;
    private final MerkleTree tree = new MerkleTree();
    private final MessageDigest content = Hashes.sha256();
    private final Map<Long, Part> sides = new HashMap<>();
    private final Map<String, Map<String, Long>> labels = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private @Nullable String lastContent;
    private int lines;
    private int erased;

    /**
     * A check of one manifest.
     *
     * @param canonical its header as text
     * @param hash expected hash of the header
     * @throws IllegalArgumentException when the text is no header
     */
    public ManifestCheck(String canonical, String hash) {
        this.header = CanonicalForm.read(canonical, ManifestHeader.class);
        if (!header.format().equals(ManifestHeader.FORMAT)) fault("the header has the format " + header.format());
        if (!ManifestHeader.hash(canonical).equals(hash)) fault("the header's hash is not " + hash);
        if (!CanonicalForm.write(header).equals(canonical)) fault("the header is not in canonical form");
    }

    public ManifestHeader header() {
        return header;
    }

    /** Adds the next line. */
    public void add(ManifestLine line) {
        if (line.ordinal() != lines) fault("line " + lines + " has the number " + line.ordinal());
        lines++;
        byte[] leaf = HEX.parseHex(line.leaf());
        tree.add(leaf);
        ManifestEntry entry = line.entry();
        if (entry == null || line.salt() == null) {
            erased++;
            return;
        }
        byte[] canonical = entry.canonical();
        content.update(canonical);
        content.update("\n".getBytes(StandardCharsets.UTF_8));
        if (!MessageDigest.isEqual(leaf, MerkleTree.leaf(HEX.parseHex(line.salt()), canonical))) {
            fault("line " + line.ordinal() + " is not what its leaf says");
        }
        check(line.ordinal(), entry);
        labels.computeIfAbsent(entry.part().word(), part -> new HashMap<>()).merge(entry.label(), 1L, Long::sum);
    }

    private void check(int ordinal, ManifestEntry entry) {
        if (lastContent != null && lastContent.compareTo(entry.contentHash()) >= 0) {
            fault("line " + ordinal + " repeats an example or is out of order");
        }
        lastContent = entry.contentHash();
        Instant cutoff = header.cutoff();
        if (!entry.occurredAt().isBefore(cutoff) || entry.labelObservedAt().isAfter(cutoff)) {
            fault("line " + ordinal + " knows what was after the cut-off");
        }
        if (!partByTime(entry.occurredAt()).equals(entry.part())) {
            fault("line " + ordinal + " is not in the time of its part");
        }
        if (entry.subject() != null) {
            Part before = sides.putIfAbsent(
                    Long.parseUnsignedLong(entry.subject().substring(0, SUBJECT_DIGITS), 16), entry.part());
            if (before != null && before != entry.part()) fault("line " + ordinal + " has a subject of another part");
        }
    }

    private Part partByTime(Instant at) {
        if (at.isBefore(header.split().validationFrom())) return Part.TRAIN;
        return at.isBefore(header.split().testFrom()) ? Part.VALIDATION : Part.TEST;
    }

    /** Everything that is wrong, the first few; call it after the last line. */
    public List<String> faults() {
        List<String> all = new ArrayList<>(faults);
        if (lines != header.entries()) all.add("there are " + lines + " lines, the header says " + header.entries());
        if (!HEX.formatHex(tree.root()).equals(header.root())) all.add("the lines do not have the root in the header");
        if (erased == 0) {
            if (!HEX.formatHex(copy(content).digest()).equals(header.content())) {
                all.add("the entries do not have the content hash in the header");
            }
            if (!labels.equals(header.counts().labels())) all.add("the header counts other labels than there are");
        }
        return all.size() <= MOST_FAULTS ? all : all.subList(0, MOST_FAULTS);
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("a SHA-256 can be copied", e);
        }
    }

    public int lines() {
        return lines;
    }

    /** Lines without content. */
    public int erased() {
        return erased;
    }

    private void fault(String fault) {
        if (faults.size() <= MOST_FAULTS) faults.add(fault);
    }
}
