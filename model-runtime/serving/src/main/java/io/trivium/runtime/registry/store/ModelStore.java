package io.trivium.runtime.registry.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.trivium.core.fault.FaultPoint;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.PackArchive;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.pack.SharedFiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The directory in which registered packs are stored; a pack is complete or absent. Files of the same content are stored
 * once: {@link SharedFiles}.
 */
@ApplicationScoped
public class ModelStore {
    private static final Logger LOG = Logger.getLogger(ModelStore.class);
    private static final int MOST_FILES = PackManifest.MOST_FILES + 1;
    private static final String STAGING = ".staging-";
    /** No pack is in staging for longer, its upload not counted. */
    private static final Duration STAGED = Duration.ofHours(1);

    private static final String NOT_STORED = "an upload could not be stored";

    private final Path root;
    private final long maxPackBytes;
    private final Duration uploadTimeout;
    private volatile SharedFiles.Usage usage = new SharedFiles.Usage(0, 0);

    ModelStore(RegistryConfig config, MeterRegistry meters) {
        this.root = config.store().toAbsolutePath().normalize();
        this.maxPackBytes = config.maxPackSize().asLongValue();
        this.uploadTimeout = config.uploadTimeout();
        StoreMetrics.register(meters, this);
    }

    /** The bytes of all packs, at most a minute ago. */
    public SharedFiles.Usage usage() {
        return usage;
    }

    /** Removes what a process that was killed left in staging, and measures the rest. */
    @Scheduled(identity = "model-store", every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tidy() {
        try {
            for (Path abandoned : abandoned()) discard(abandoned);
            usage = SharedFiles.usage(root);
        } catch (IOException | UncheckedIOException e) {
            LOG.warnf("the store of packs cannot be tidied: %s", e.getMessage());
        }
    }

    private List<Path> abandoned() throws IOException {
        if (!Files.isDirectory(root)) return List.of();
        long oldest = System.currentTimeMillis() - uploadTimeout.plus(STAGED).toMillis();
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(entry -> String.valueOf(entry.getFileName()).startsWith(STAGING)
                            && entry.toFile().lastModified() < oldest)
                    .toList();
        }
    }

    /** Copies a verified pack next to the store and verifies the copy; {@link #place} or {@link #discard} follows. */
    public ModelPack stage(ModelPack pack) {
        try {
            Path staging = staging();
            boolean done = false;
            try {
                Files.copy(pack.directory().resolve(ModelPack.MANIFEST), staging.resolve(ModelPack.MANIFEST));
                for (PackManifest.PackFile file : pack.manifest().files()) {
                    Path target = staging.resolve(file.path());
                    Path folder = target.getParent();
                    if (folder != null) Files.createDirectories(folder);
                    Files.copy(pack.directory().resolve(file.path()), target);
                }
                FaultPoint.pass("runtime.pack.staged");
                ModelPack staged = ModelPack.open(staging);
                share(staged);
                done = true;
                return staged;
            } finally {
                if (!done) PackWriter.deleteTree(staging);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a pack could not be stored", e);
        }
    }

    /** Lets a verified pack in staging have the files that the store has already; {@link #place} follows. */
    public void share(ModelPack staged) {
        try {
            SharedFiles.share(root, staged);
        } catch (IOException e) {
            throw new UncheckedIOException(NOT_STORED, e);
        }
        FaultPoint.pass("runtime.pack.shared");
    }

    /** Whether the store has this very pack with all its files. */
    public boolean holds(ModelPack pack) {
        Path copy = place(pack.manifest());
        try {
            return ModelPack.open(copy).manifestSha256().equals(pack.manifestSha256());
        } catch (InvalidPackException _) {
            return false;
        }
    }

    private Path place(PackManifest manifest) {
        return root.resolve(manifest.name().value()).resolve(manifest.version().value());
    }

    /**
     * Stores an upload next to the store while it arrives; {@link #unpack} and {@link #discard} follow.
     *
     * @throws io.trivium.core.error.PlatformException when it is too large or takes too long
     */
    public Path receive(InputStream zip) {
        try {
            Path staging = staging();
            boolean done = false;
            try {
                PackArchive.spool(zip, archive(staging), maxPackBytes, uploadTimeout);
                done = true;
                return staging;
            } finally {
                if (!done) discard(staging);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(NOT_STORED, e);
        }
    }

    /**
     * Unpacks an upload that was received; {@link #place} or {@link #discard} follows.
     *
     * @throws InvalidPackException when it is no zip file or holds a path outside the pack
     */
    public void unpack(Path staging) {
        Path archive = archive(staging);
        try (InputStream whole = Files.newInputStream(archive)) {
            PackArchive.unpack(whole, staging, maxPackBytes, MOST_FILES);
        } catch (IOException e) {
            throw new UncheckedIOException(NOT_STORED, e);
        } finally {
            delete(archive);
        }
    }

    private static Path archive(Path staging) {
        return staging.resolveSibling(staging.getFileName() + ".zip");
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("an upload could not be removed", e);
        }
    }

    /** Moves a staged pack, verified when it was opened, to where it is kept; takes no longer for a large one. */
    public ModelPack place(ModelPack staged) {
        try {
            PackManifest manifest = staged.manifest();
            Path target = place(manifest);
            Path folder = target.getParent();
            if (folder != null) Files.createDirectories(folder);
            // Only a crash between this move and the registration leaves a directory here that no row knows.
            PackWriter.deleteTree(target);
            Files.move(staged.directory(), target, StandardCopyOption.ATOMIC_MOVE);
            FaultPoint.pass("runtime.pack.placed");
            return new ModelPack(target, manifest, staged.spec(), staged.manifestSha256(), staged.graph());
        } catch (IOException e) {
            throw new UncheckedIOException("a pack could not be stored", e);
        }
    }

    /** Removes the files of a pack; does nothing when there are none. */
    public void remove(String path) {
        try {
            PackWriter.deleteTree(directory(path));
        } catch (IOException e) {
            throw new UncheckedIOException("the files of a pack could not be removed", e);
        }
    }

    /** Removes what was staged or received; does nothing when it was placed. */
    public void discard(Path staging) {
        delete(archive(staging));
        try {
            PackWriter.deleteTree(staging);
        } catch (IOException e) {
            throw new UncheckedIOException("an upload could not be removed", e);
        }
    }

    private Path staging() throws IOException {
        Files.createDirectories(root);
        return Files.createTempDirectory(root, STAGING);
    }

    private Path directory(String path) {
        Path directory = root.resolve(path).normalize();
        if (directory.startsWith(root)) return directory;
        throw new InvalidPackException("invalid model pack", List.of("its path is outside the store: " + path));
    }

    /**
     * The manifest of a stored pack; no other file is read.
     *
     * @throws InvalidPackException when it is not the registered one
     */
    public PackManifest manifest(String path, String manifestSha256) {
        return ModelPack.manifest(directory(path), manifestSha256);
    }

    /** The specification of a stored pack, verified. */
    public ModelSpec spec(String path, PackManifest manifest) {
        return ModelSpec.parse(ModelPack.read(directory(path), manifest, ModelPack.SPEC));
    }

    /** Opens a stored pack for serving and compares its manifest with the registered hash. */
    public ModelPack open(String path, String manifestSha256) {
        ModelPack pack = ModelPack.openForServing(directory(path));
        if (!pack.manifestSha256().equals(manifestSha256)) {
            throw new InvalidPackException(
                    "invalid model pack " + path,
                    List.of("manifest.json has SHA-256 " + pack.manifestSha256() + ", the registry says "
                            + manifestSha256));
        }
        return pack;
    }

    public String pathOf(ModelPack stored) {
        return root.relativize(stored.directory()).toString().replace('\\', '/');
    }

    /** Directories that hold a manifest: the given ones, or those at most two levels below them. */
    public static List<Path> packsIn(List<Path> directories) throws IOException {
        List<Path> packs = new ArrayList<>();
        for (Path directory : directories) {
            if (!Files.isDirectory(directory)) continue;
            try (Stream<Path> files = Files.find(
                    directory,
                    3,
                    (path, attributes) -> attributes.isRegularFile() && path.endsWith(ModelPack.MANIFEST))) {
                files.sorted()
                        .map(manifest -> manifest.toAbsolutePath().getParent())
                        .forEach(packs::add);
            }
        }
        return packs;
    }
}
