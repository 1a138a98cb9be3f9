package io.trivium.runtime.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.trivium.runtime.pack.Gate;
import io.trivium.runtime.pack.LatencyClass;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TrustedKeys;
import io.trivium.runtime.registry.store.PackDetails;
import io.trivium.runtime.registry.store.PackSource;
import io.trivium.runtime.registry.store.ProvenanceView;
import io.trivium.runtime.registry.store.VersionState;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One version of a model as the API shows it. The fields from its pack are absent when the pack cannot be read.
 *
 * @param serving whether it answers requests that name no version
 * @param aliases that name it, in alphabetical order
 * @param network kind of network, such as {@code moe}; {@code none} when the pack does not state it
 * @param sha256 of the pack's manifest
 * @param bytes of the pack's files
 * @param residentBytes of open sessions; absent while it is not loaded or not known
 * @param gates limits its figures must keep before it becomes the champion
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ModelVersionView(
        String name,
        String version,
        VersionState state,
        boolean serving,
        List<String> aliases,
        String task,
        @Nullable LatencyClass latencyClass,
        @Nullable String head,
        @Nullable String expertGroup,
        @Nullable String network,
        String sha256,
        @Nullable Long bytes,
        @Nullable Long residentBytes,
        PackSource source,
        Instant registeredAt,
        String registeredBy,
        @Nullable Instant activatedAt,
        @Nullable String failure,
        SignatureView signature,
        List<GateView> gates,
        ProvenanceView provenance) {

    /** The validity of a pack's signature. */
    enum SignatureState {
        UNSIGNED,
        TRUSTED,
        /** By a key that is not known here. */
        UNTRUSTED,
        INVALID,
        /** The pack cannot be read. */
        UNKNOWN;

        @JsonValue
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static SignatureState of(TrustedKeys.State state) {
            return switch (state) {
                case UNSIGNED -> UNSIGNED;
                case TRUSTED -> TRUSTED;
                case UNTRUSTED -> UNTRUSTED;
                case INVALID -> INVALID;
            };
        }
    }

    /** The pack's signature and, where its key is trusted, the name the key is trusted under. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SignatureView(
            SignatureState state,
            @Nullable String keyId,
            @Nullable String signer) {
        static SignatureView of(Optional<TrustedKeys.Verdict> verdict) {
            return verdict.map(known -> new SignatureView(
                            SignatureState.of(known.state()),
                            known.keyId().orElse(null),
                            known.signer().orElse(null)))
                    .orElseGet(() -> new SignatureView(SignatureState.UNKNOWN, null, null));
        }
    }

    /**
     * One limit.
     *
     * @param value the version's own figure; absent when its manifest has none, which does not pass
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record GateView(
            String metric,
            @Nullable Double least,
            @Nullable Double most,
            @Nullable Double value,
            boolean passed) {
        static GateView of(Gate gate, ProvenanceView provenance) {
            return new GateView(
                    gate.metric(),
                    boxed(gate.least()),
                    boxed(gate.most()),
                    provenance.metrics().get(gate.metric()),
                    gate.passes(provenance.metrics()));
        }

        private static @Nullable Double boxed(OptionalDouble value) {
            return value.isPresent() ? value.getAsDouble() : null;
        }
    }

    /** A network of one graph has no experts, whatever its specification could be trained to. */
    private static String network(PackDetails details) {
        String kind = details.spec().network().orElse("none");
        return kind.equals("moe") && !details.manifest().isOfPieces() ? "dense" : kind;
    }

    static ModelVersionView of(
            ModelVersion entity,
            boolean serving,
            List<String> aliases,
            Optional<PackDetails> details,
            @Nullable Long residentBytes) {
        ProvenanceView provenance = ProvenanceView.of(entity.provenance());
        Optional<ModelSpec> spec = details.map(PackDetails::spec);
        return new ModelVersionView(
                entity.modelName().value(),
                entity.version().value(),
                entity.state(),
                serving,
                aliases,
                entity.task().value(),
                spec.map(ModelSpec::latencyClass).orElse(null),
                spec.map(known -> known.head().toString()).orElse(null),
                spec.flatMap(ModelSpec::architecture)
                        .flatMap(ModelSpec.Architecture::expertGroup)
                        .orElse(null),
                details.map(ModelVersionView::network).orElse(null),
                entity.sha256(),
                details.map(known -> known.manifest().bytes()).orElse(null),
                residentBytes,
                entity.source(),
                entity.registeredAt(),
                entity.registeredBy(),
                entity.activatedAt(),
                entity.failure(),
                SignatureView.of(details.map(PackDetails::signature)),
                spec.map(known -> known.objective().gates().stream()
                                .map(gate -> GateView.of(gate, provenance))
                                .toList())
                        .orElse(List.of()),
                provenance);
    }
}
