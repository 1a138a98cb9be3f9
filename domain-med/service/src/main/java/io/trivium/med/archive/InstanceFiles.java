package io.trivium.med.archive;

import io.trivium.core.tenancy.TenantId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directory of instances: {@code <tenant>/<first two digits>/<sha-256>.dcm}, and {@code incoming} for files that are
 * not whole yet, {@code removed} for those that are to be deleted. A file that is in its place is whole, and survives a loss of power. Thread-safe.
 */
final class InstanceFiles {

    private static final String INCOMING = "incoming";
    private static final String REMOVED = "removed";
    private static final Pattern ASIDE = Pattern.compile("([0-9a-f]{64})\\.(\\d{1,16})");

    private final Path root;
    private final AtomicLong counter = new AtomicLong();
    private final String run = Long.toString(System.nanoTime(), 36);
    private final Set<String> prepared = ConcurrentHashMap.newKeySet();

    /** Makes what is missing, and drops what an earlier run left unfinished. */
    InstanceFiles(Path root) throws IOException {
        this.root = root.toAbsolutePath().normalize();
        Path incoming = this.root.resolve(INCOMING);
        Files.createDirectories(incoming);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(incoming)) {
            for (Path file : left) Files.deleteIfExists(file);
        }
        syncDirectory(this.root);
    }

    Path root() {
        return root;
    }

    /** Bytes that may still be written; 0 when they cannot be determined. Does not use the list of all mounts. */
    long usableSpace() {
        return root.toFile().getUsableSpace();
    }

    /** A new file for an instance that arrives. */
    Path newIncoming() {
        return root.resolve(INCOMING).resolve(run + "-" + counter.incrementAndGet());
    }

    /** Returns the path of the file with this content, whether or not it exists. */
    Path place(TenantId tenant, byte[] sha256) {
        if (sha256.length != 32) throw new IllegalArgumentException("not a SHA-256");
        String name = HexFormat.of().formatHex(sha256);
        return root.resolve(tenant.value()).resolve(name.substring(0, 2)).resolve(name + ".dcm");
    }

    /**
     * Puts a whole, synced file into its place and makes the place durable. A file of the same content that is there
     * already is replaced by its equal.
     */
    void publish(Path incoming, TenantId tenant, byte[] sha256) throws IOException {
        Path place = place(tenant, sha256);
        prepare(tenant);
        Path directory = place.getParent();
        if (directory == null) throw new IllegalStateException("every place has a directory");
        try {
            Files.move(incoming, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            prepared.remove(tenant.value());
            prepare(tenant);
            Files.move(incoming, place, StandardCopyOption.ATOMIC_MOVE);
        }
        syncDirectory(directory);
    }

    /** Makes a tenant's directories at its first instance, so that none needs making while others wait. */
    private void prepare(TenantId tenant) throws IOException {
        if (prepared.contains(tenant.value())) return;
        Path directory = root.resolve(tenant.value());
        Files.createDirectories(directory);
        for (int i = 0; i < 256; i++)
            Files.createDirectories(directory.resolve(HexFormat.of().toHexDigits((byte) i)));
        syncDirectory(directory);
        syncDirectory(root);
        prepared.add(tenant.value());
    }

    /**
     * A file that no row named when it was set aside.
     *
     * @param since when that was
     */
    record Aside(Path path, String sha256, Instant since) {}

    /** Takes a file out of its place, if it is there. */
    void setAside(TenantId tenant, String sha256, Instant now) throws IOException {
        Path directory = Files.createDirectories(root.resolve(REMOVED).resolve(tenant.value()));
        Path place = place(tenant, HexFormat.of().parseHex(sha256));
        try {
            Files.move(place, directory.resolve(sha256 + "." + now.toEpochMilli()), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException _) {
            return;
        }
        syncDirectory(directory);
    }

    /** Files that were set aside. */
    List<Aside> aside(TenantId tenant) throws IOException {
        List<Aside> found = new ArrayList<>();
        Path directory = root.resolve(REMOVED).resolve(tenant.value());
        if (!Files.isDirectory(directory)) return found;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Matcher name = ASIDE.matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    found.add(new Aside(file, name.group(1), Instant.ofEpochMilli(Long.parseLong(name.group(2)))));
                }
            }
        }
        return found;
    }

    /** Puts it where it was; a file of the same content that came since is its equal. */
    void putBack(TenantId tenant, Aside aside) throws IOException {
        publish(aside.path(), tenant, HexFormat.of().parseHex(aside.sha256()));
    }

    void delete(Aside aside) throws IOException {
        Files.deleteIfExists(aside.path());
    }

    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
