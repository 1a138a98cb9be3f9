package io.trivium.runtime.learning.gate.check;

import io.trivium.runtime.learning.gate.Found;
import io.trivium.runtime.learning.gate.GateManifest;
import io.trivium.runtime.learning.gate.GateMaterial;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.TrustedKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Checks the challenger's provenance: the record must be complete, signed and true. Needs no model in memory. */
final class ProvenanceGate {
    static final String NAME = "provenance";
    private static final String SIGNATURE = "a signature of a trusted key";
    private static final String RECORD = "command and code revision on record";
    private static final String DISJOINT = "no row of the tests seen";

    private ProvenanceGate() {}

    static List<GateResult> ask(GateMaterial material) {
        List<GateResult> found = new ArrayList<>();
        found.add(signature(material));
        found.add(record(material.challenger().manifest().provenance()));
        found.addAll(rows(material));
        return found;
    }

    private static GateResult signature(GateMaterial material) {
        String gate = NAME + ":signature";
        TrustedKeys.Verdict verdict =
                material.trust().judge(material.challenger().manifest());
        return switch (verdict.state()) {
            case TRUSTED ->
                new GateResult(
                        gate,
                        true,
                        null,
                        SIGNATURE,
                        "signed by " + verdict.signer().orElse(""));
            case UNSIGNED ->
                material.trust().isEmpty()
                        ? new GateResult(
                                gate, true, null, SIGNATURE, "no key is trusted here, so no signature is asked")
                        : Found.unasked(gate, SIGNATURE, "the pack is not signed; sign it with a trusted key");
            case UNTRUSTED ->
                Found.unasked(
                        gate, SIGNATURE, "signed by key " + verdict.keyId().orElse("") + ", which is not trusted here");
            case INVALID -> Found.unasked(gate, SIGNATURE, "the signature is not the one of this pack");
        };
    }

    private static GateResult record(PackManifest.Provenance provenance) {
        List<String> missing = new ArrayList<>();
        if (provenance.command().isBlank()) missing.add("command");
        if (provenance.codeRevision().isBlank()) missing.add("code revision");
        String detail = missing.isEmpty()
                ? "code " + provenance.codeRevision()
                : "the pack's provenance lacks " + String.join(" and ", missing);
        return new GateResult(NAME + ":record", missing.isEmpty(), null, RECORD, detail);
    }

    private static List<GateResult> rows(GateMaterial material) {
        Optional<GateManifest> known = material.manifest();
        if (known.isEmpty()) {
            return List.of(Found.unasked(
                    NAME + ":data", "a sound data set", "the challenger names no data set that it learned from"));
        }
        GateManifest manifest = known.orElseThrow();
        GateResult sound = new GateResult(
                NAME + ":data",
                manifest.faults().isEmpty(),
                null,
                "a sound data set",
                manifest.faults().isEmpty()
                        ? "data set " + manifest.id() + ", hash " + manifest.hash()
                        : String.join("; ", manifest.faults()));
        long[] seen = material.challenger().trainingRows();
        if (seen.length == 0) {
            return List.of(
                    sound,
                    Found.unasked(
                            NAME + ":rows", DISJOINT, "the pack does not say which rows it has seen; train it again"));
        }
        Arrays.sort(seen);
        long leaked = Arrays.stream(manifest.held())
                .filter(row -> Arrays.binarySearch(seen, row) >= 0)
                .count();
        long learned = Arrays.stream(manifest.trained())
                .filter(row -> Arrays.binarySearch(seen, row) >= 0)
                .count();
        return List.of(
                sound,
                new GateResult(
                        NAME + ":rows",
                        leaked == 0 && learned > 0,
                        (double) leaked,
                        DISJOINT,
                        "of the data set, " + learned + " of " + manifest.trained().length
                                + " training rows and " + leaked + " of " + manifest.held().length
                                + " test rows were seen"));
    }
}
