package io.trivium.runtime.expert;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.expert.piece.PieceFile;
import io.trivium.runtime.expert.piece.PieceFiles;
import io.trivium.runtime.expert.piece.PiecePath;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tenants' own pieces in the loaded versions, taken from packs. Thread-safe. */
@ApplicationScoped
public class TenantPieces {
    /** The parts of a pack other than pieces that serve; they are common to all tenants. */
    private static final List<String> SHARED = List.of(PiecePath.ROUTER, ModelPack.SPEC);

    private final ExpertCatalogue experts;

    TenantPieces(ExpertCatalogue experts) {
        this.experts = experts;
    }

    /**
     * A tenant's own piece.
     *
     * @param fault its last failure, whether it is in use again or not; empty when it never did
     */
    public record OwnPiece(String sha256, String fault) {}

    /** Whether a version is loaded here in pieces. */
    public boolean isLoaded(ModelName model, VersionNumber version) {
        return experts.find(model, version).isPresent();
    }

    /** Everything a tenant has of its own in a version, by path; empty where it has nothing or the version is not loaded. */
    public Map<String, OwnPiece> of(ModelName model, VersionNumber version, TenantId tenant) {
        Optional<Generation.Variant> variant = experts.find(model, version)
                .map(found -> found.generation().tenants().get(tenant));
        Map<String, OwnPiece> own = new TreeMap<>();
        variant.ifPresent(found -> found.changes()
                .all()
                .forEach(piece -> own.put(piece.path(), new OwnPiece(piece.sha256(), piece.lastError()))));
        return own;
    }

    /**
     * The pieces by which one version differs from another one, by path with their SHA-256.
     *
     * @throws InvalidPackException when they differ in more than pieces, so that pieces alone cannot represent the
     *     version
     */
    public static Map<String, String> differing(PackManifest base, PackManifest other) {
        Map<String, String> before = files(base);
        Map<String, String> after = files(other);
        String what = "version " + other.version() + " cannot be served on version " + base.version();
        for (String shared : SHARED) {
            if (!String.valueOf(before.get(shared)).equals(after.get(shared))) {
                throw new InvalidPackException(
                        what, List.of(shared + " is another one; train it with the recipe lora or last-layers"));
            }
        }
        Map<String, String> pieces = new TreeMap<>();
        after.forEach((path, sha256) -> {
            if (path.startsWith(ModelPack.PIECES) && !sha256.equals(before.get(path))) pieces.put(path, sha256);
        });
        Set<String> lost = new TreeSet<>(before.keySet());
        lost.removeIf(path -> !path.startsWith(ModelPack.PIECES) || after.containsKey(path));
        if (!lost.isEmpty()) throw new InvalidPackException(what, List.of("it lacks " + String.join(", ", lost)));
        if (pieces.isEmpty()) throw new InvalidPackException(what, List.of("it has the same pieces"));
        return pieces;
    }

    private static Map<String, String> files(PackManifest manifest) {
        Map<String, String> files = new HashMap<>();
        for (PackManifest.PackFile file : manifest.files()) files.put(file.path(), file.sha256());
        return files;
    }

    /**
     * Lets a tenant be served with pieces of a pack on a loaded version, from its next request on. Its other own pieces
     * there are taken from the pack, too.
     *
     * @param paths the pieces
     * @throws InvalidPackException when a piece is not sound; the pieces that served before continue to serve
     */
    public void put(ModelName model, VersionNumber version, TenantId tenant, ModelPack pack, Set<String> paths) {
        Set<String> all = new TreeSet<>(paths);
        all.addAll(of(model, version, tenant).keySet());
        Map<String, PieceFile> files = new HashMap<>();
        for (PackManifest.PackFile file : pack.manifest().files()) {
            if (all.remove(file.path())) {
                files.put(file.path(), new PieceFile(pack.directory(), file.path(), file.sha256(), file.bytes()));
            }
        }
        if (!all.isEmpty()) {
            throw new InvalidPackException(
                    "the pieces cannot be put into model " + model + ":" + version,
                    List.of("version " + pack.manifest().version() + " lacks " + String.join(", ", all)));
        }
        experts.put(model, version, new PieceFiles(pack.directory(), model, version, tenant, files));
    }

    /** Serves a tenant with the common pieces, also when the version is loaded later. */
    public void remove(ModelName model, VersionNumber version, TenantId tenant) {
        experts.forgetTenant(model, version, tenant);
    }
}
