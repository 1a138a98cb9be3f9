package io.trivium.runtime.learning.update;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.trivium.runtime.learning.gate.GateReport;
import io.trivium.runtime.learning.gate.GateRequest;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.gate.Gatekeeper;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Updates whose gates pass every challenger, and whose files are kept. */
public final class VariantProfile implements QuarkusTestProfile {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(Gates.class, Keeper.class);
    }

    /** Records which versions were compared. */
    @Alternative
    @Singleton
    public static class Gates implements Gatekeeper {
        public final List<GateRequest> asked = new CopyOnWriteArrayList<>();

        @Override
        public GateReport examine(GateRequest request) {
            asked.add(request);
            return new GateReport(List.of(new GateResult("provenance", true, null, "signed", "")));
        }
    }

    /** The files that an update had in its work directory when it was trained. */
    @SuppressWarnings("ArrayRecordComponent") // compared by hand
    public record Trained(byte[] rows, byte[] adapter) {}

    /** Keeps the trained packs, in order. */
    @Alternative
    @Singleton
    public static class Keeper implements UpdateProbe {
        public final List<Trained> kept = new CopyOnWriteArrayList<>();
        private final UpdateConfig config;

        Keeper(UpdateConfig config) {
            this.config = config;
        }

        @Override
        public void at(UpdateState state, Point point) {
            if (state != UpdateState.TRAINING || point != Point.DONE) return;
            try (Stream<Path> files = Files.walk(config.work())) {
                Path adapter = files.filter(file -> file.endsWith("adapter.safetensors"))
                        .findFirst()
                        .orElseThrow();
                kept.add(new Trained(
                        Files.readAllBytes(adapter.resolveSibling("train.safetensors")), Files.readAllBytes(adapter)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
