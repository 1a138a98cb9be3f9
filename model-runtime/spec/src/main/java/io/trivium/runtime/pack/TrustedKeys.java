package io.trivium.runtime.pack;

import java.security.PublicKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys whose signatures count, each under the name of who holds it. Immutable. */
public final class TrustedKeys {
    private record Trusted(String name, PublicKey key) {}

    private final Map<String, Trusted> byId = new HashMap<>();
    private final boolean required;

    /**
     * A set of keys.
     *
     * @param required whether a pack without a signature of one of them is refused
     */
    public TrustedKeys(Map<String, PublicKey> keys, boolean required) {
        keys.forEach((name, key) -> byId.put(SigningKeys.id(key), new Trusted(name, key)));
        this.required = required;
    }

    /** Whether no key is trusted and no signature required, so that none can be demanded. */
    public boolean isEmpty() {
        return byId.isEmpty() && !required;
    }

    /** The validity of a manifest's signature. */
    public enum State {
        /** There is none. */
        UNSIGNED,
        /** A trusted key made it. */
        TRUSTED,
        /** A key made it that is not known here. */
        UNTRUSTED,
        /** It is not of this manifest, or no signature at all. */
        INVALID
    }

    /**
     * The judgement on one manifest.
     *
     * @param keyId of the key the signature names
     * @param signer name under which that key is trusted
     */
    public record Verdict(State state, Optional<String> keyId, Optional<String> signer) {}

    public Verdict judge(PackManifest manifest) {
        if (manifest.signature().isEmpty()) return new Verdict(State.UNSIGNED, Optional.empty(), Optional.empty());
        Optional<PackSignature> signature = PackSignature.parse(manifest.signature());
        if (signature.isEmpty()) return new Verdict(State.INVALID, Optional.empty(), Optional.empty());
        Optional<String> keyId = signature.map(PackSignature::keyId);
        Trusted trusted = byId.get(signature.orElseThrow().keyId());
        if (trusted == null) return new Verdict(State.UNTRUSTED, keyId, Optional.empty());
        boolean own = signature.orElseThrow().isOf(manifest, trusted.key());
        return new Verdict(own ? State.TRUSTED : State.INVALID, keyId, Optional.of(trusted.name()));
    }

    /**
     * Lets a pack pass or not.
     *
     * @throws InvalidPackException when its signature is wrong, or is none that counts although one is required
     */
    public void require(PackManifest manifest) {
        require(manifest, required);
    }

    /**
     * As {@link #require(PackManifest)}.
     *
     * @param needed false for a pack that is trusted for another reason; a wrong signature is refused in any case
     */
    public void require(PackManifest manifest, boolean needed) {
        boolean asked = required && needed;
        Verdict verdict = judge(manifest);
        String fault = switch (verdict.state()) {
            case TRUSTED -> "";
            case INVALID ->
                "manifest.json: signature is not the one of this pack"
                        + verdict.signer().map(name -> " by " + name).orElse("");
            case UNSIGNED ->
                asked
                        ? "manifest.json: the pack is not signed and must be; sign it with a key that is trusted here"
                        : "";
            case UNTRUSTED ->
                asked
                        ? "manifest.json: signature is by key "
                                + verdict.keyId().orElse("")
                                + ", which is not trusted here; ask an operator to trust it, or sign with a trusted"
                                + " key"
                        : "";
        };
        if (!fault.isEmpty()) {
            throw new InvalidPackException(
                    "invalid model pack " + manifest.name() + ":" + manifest.version(), List.of(fault));
        }
    }

    @Override
    public String toString() {
        return byId.size() + " trusted keys, a signature is " + (required ? "required" : "optional");
    }
}
