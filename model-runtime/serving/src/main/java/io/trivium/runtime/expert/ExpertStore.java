package io.trivium.runtime.expert;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.expert.piece.PieceFault;
import io.trivium.runtime.expert.piece.PieceFile;
import io.trivium.runtime.expert.piece.PieceFiles;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.pack.SharedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Pieces that replace pieces of models, below {@code store/model/version} and numbered in their order, so that they are
 * applied again whenever the version is loaded. A set is complete or absent. Thread-safe: sets are only added and
 * removed as a whole.
 */
final class ExpertStore {
    private static final Logger LOG = Logger.getLogger(ExpertStore.class);

    private final Path root;

    ExpertStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /**
     * Stores the files of a set, verified, after the existing ones; as links where the file system has them, since
     * neither a stored pack nor an unpacked upload is written to.
     */
    synchronized PieceFiles keep(PieceFiles files) {
        String what = "the pieces cannot be stored";
        try {
            Path folder = folder(files.model(), files.version());
            Files.createDirectories(folder);
            Path staging = Files.createTempDirectory(folder, ".staging-");
            try {
                for (PieceFile file : files.files().values()) {
                    Path target = staging.resolve(file.path());
                    Path parent = target.getParent();
                    if (parent != null) Files.createDirectories(parent);
                    SharedFiles.linkOrCopy(file.directory().resolve(file.path()), target);
                    new PieceFile(staging, file.path(), file.sha256(), file.bytes()).read();
                }
                Files.write(staging.resolve(PieceFiles.MANIFEST), files.manifest());
                List<Path> before = sets(folder);
                int next = before.isEmpty() ? 1 : number(before.getLast()) + 1;
                Path target = folder.resolve("%08d".formatted(next));
                Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
                return PieceFiles.read(target);
            } finally {
                PackWriter.deleteTree(staging);
            }
        } catch (PieceFault e) {
            throw new InvalidPackException(what, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(what, e);
        }
    }

    private Path folder(ModelName model, VersionNumber version) {
        return root.resolve(model.value()).resolve(version.value());
    }

    private static int number(Path set) {
        return Integer.parseInt(String.valueOf(set.getFileName()));
    }

    private static List<Path> sets(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> String.valueOf(entry.getFileName()).matches("\\d{8}"))
                    .sorted()
                    .toList();
        }
    }

    /** Removes a set that was refused after all. */
    void discard(PieceFiles files) {
        try {
            PackWriter.deleteTree(files.directory());
        } catch (IOException e) {
            throw new UncheckedIOException("pieces that are not in use could not be removed", e);
        }
    }

    /** Removes a tenant's own pieces in one version, from the next load on; open pieces are not read again. */
    synchronized void discardTenant(ModelName model, VersionNumber version, TenantId tenant) {
        for (PieceFiles files : readable(model, version)) if (tenant.equals(files.tenant())) discard(files);
    }

    /** Removes all sets of a version. */
    synchronized void discardAll(ModelName model, VersionNumber version) {
        try {
            PackWriter.deleteTree(folder(model, version));
        } catch (IOException e) {
            throw new UncheckedIOException("pieces that are not in use could not be removed", e);
        }
    }

    /** The sets of a version, the oldest first; those whose every file a later one replaces are removed. */
    synchronized List<PieceFiles> sets(ModelName model, VersionNumber version) {
        List<PieceFiles> needed = new ArrayList<>();
        Map<Optional<TenantId>, Set<String>> replaced = new HashMap<>();
        for (PieceFiles files : readable(model, version).reversed()) {
            Set<String> later =
                    replaced.computeIfAbsent(Optional.ofNullable(files.tenant()), tenant -> new HashSet<>());
            if (later.containsAll(files.files().keySet())) discard(files);
            else needed.addFirst(files);
            later.addAll(files.files().keySet());
        }
        return needed;
    }

    private List<PieceFiles> readable(ModelName model, VersionNumber version) {
        List<PieceFiles> all = new ArrayList<>();
        try {
            for (Path set : sets(folder(model, version))) {
                try {
                    all.add(PieceFiles.read(set));
                } catch (InvalidPackException e) {
                    LOG.warnf("a stored set of pieces is left out: %s", e.getMessage());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("stored pieces could not be listed", e);
        }
        return all;
    }

    /** Puts all sets of a version into the model; one that is not sound is left out. */
    void putInto(MoeModel model) {
        for (PieceFiles files : sets(model.name(), model.version())) {
            try {
                PieceSwap.run(model, files);
            } catch (InvalidPackException e) {
                LOG.warnf("stored pieces are left out: %s", e.getMessage());
            }
        }
    }
}
