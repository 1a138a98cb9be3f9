package io.trivium.runtime.learning.variant;

import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.expert.TenantPieces;
import io.trivium.runtime.expert.TenantPieces.OwnPiece;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.registry.Challengers;
import io.trivium.runtime.registry.RegisteredPacks;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Puts variants into the models loaded in this process and takes them out. Thread-safe. */
@ApplicationScoped
class VariantServing {
    private static final Logger LOG = Logger.getLogger(VariantServing.class);

    private final RegisteredPacks packs;
    private final Challengers challengers;
    private final TenantPieces pieces;
    /** Pieces by model, base and version, whose packs do not change. */
    private final Map<List<Object>, Map<String, String>> known = new ConcurrentHashMap<>();

    VariantServing(RegisteredPacks packs, Challengers challengers, TenantPieces pieces) {
        this.packs = packs;
        this.challengers = challengers;
        this.pieces = pieces;
    }

    boolean isLoaded(Variant variant) {
        return pieces.isLoaded(variant.model(), variant.base());
    }

    /**
     * Serves the variant's tenant with it from the next request on; does nothing where it does already.
     *
     * @throws PlatformException {@link RuntimeErrorCode#LEARNING_VARIANT_UNFIT} when its version is not the tenant's, not
     *     trusted, or differs from the base in more than pieces
     */
    void put(Variant variant) {
        if (!challengers.owner(variant.model(), variant.version()).equals(Optional.of(variant.tenant()))) {
            throw unfit(variant, "it is not registered as the organisation's own");
        }
        if (!isLoaded(variant)) throw unfit(variant, "version " + variant.base() + " is not loaded in pieces here");
        try {
            ModelPack pack = packs.requireTrusted(variant.model(), variant.version());
            Map<String, String> expected = expected(variant.model(), variant.base(), variant.version());
            if (isServed(own(variant), expected)) return;
            pieces.put(variant.model(), variant.base(), variant.tenant(), pack, expected.keySet());
        } catch (InvalidPackException e) {
            throw unfit(variant, String.join("; ", e.faults()));
        }
    }

    /** Whether its tenant is served with it, and with nothing else of its own among the same pieces. */
    boolean isServed(Variant variant) {
        return isServed(own(variant), expected(variant.model(), variant.base(), variant.version()));
    }

    /** The failure of one of its pieces; empty when none failed. */
    Optional<String> fault(Variant variant) {
        Map<String, String> expected = expected(variant.model(), variant.base(), variant.version());
        return own(variant).entrySet().stream()
                .filter(each -> each.getValue().sha256().equals(expected.get(each.getKey())))
                .filter(each -> !each.getValue().fault().isEmpty())
                .findFirst()
                .map(each -> each.getKey() + ": " + each.getValue().fault());
    }

    /** Serves the tenant with the common pieces. */
    void remove(TenantId tenant, ModelName model, VersionNumber base) {
        pieces.remove(model, base, tenant);
    }

    /** Whether a tenant has pieces of its own in a version that some version of its own explains. */
    boolean isOfVariant(TenantId tenant, ModelName model, VersionNumber base) {
        Map<String, OwnPiece> own = pieces.of(model, base, tenant);
        if (own.isEmpty()) return false;
        for (VersionNumber version : challengers.ownVersions(model, tenant)) {
            try {
                if (isServed(own, expected(model, base, version))) return true;
            } catch (InvalidPackException | PlatformException e) {
                LOG.debugf("version %s:%s explains no pieces: %s", model, version, e.getMessage());
            }
        }
        return false;
    }

    boolean hasOwn(TenantId tenant, ModelName model, VersionNumber base) {
        return !pieces.of(model, base, tenant).isEmpty();
    }

    private Map<String, OwnPiece> own(Variant variant) {
        return pieces.of(variant.model(), variant.base(), variant.tenant());
    }

    private Map<String, String> expected(ModelName model, VersionNumber base, VersionNumber version) {
        List<Object> key = List.of(model, base, version);
        Map<String, String> before = known.get(key);
        if (before != null) return before;
        Map<String, String> read = TenantPieces.differing(
                packs.require(model, base).manifest(),
                packs.require(model, version).manifest());
        known.put(key, read);
        return read;
    }

    private static boolean isServed(Map<String, OwnPiece> own, Map<String, String> expected) {
        return expected.entrySet().stream().allMatch(each -> {
            OwnPiece piece = own.get(each.getKey());
            return piece != null && piece.sha256().equals(each.getValue());
        });
    }

    private static PlatformException unfit(Variant variant, String why) {
        return new PlatformException(
                RuntimeErrorCode.LEARNING_VARIANT_UNFIT,
                "Version " + variant.version() + " of model " + variant.model()
                        + " cannot serve as a variant of version " + variant.base() + ": " + why + ".");
    }
}
