package io.trivium.runtime.learning.update;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.trivium.runtime.learning.gate.GateReport;
import io.trivium.runtime.learning.gate.GateRequest;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.gate.Gatekeeper;
import io.trivium.runtime.learning.release.Challenger;
import io.trivium.runtime.learning.release.ReleaseDesk;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Updates with gates and releases that a test controls, and with owners that die where the test requires. */
public final class UpdateProfile implements QuarkusTestProfile {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(Gates.class, Desk.class, Killer.class);
    }

    /** Lets all but some tasks through. */
    @Alternative
    @Singleton
    static class Gates implements Gatekeeper {
        final Set<String> refused = ConcurrentHashMap.newKeySet();
        final List<GateRequest> asked = new CopyOnWriteArrayList<>();

        @Override
        public GateReport examine(GateRequest request) {
            asked.add(request);
            boolean passed = !refused.contains(request.task().value());
            return new GateReport(List.of(
                    new GateResult("provenance", true, null, "signed", ""),
                    new GateResult("held-out", passed, passed ? 0.1 : -0.2, "at least -0.01", "made up")));
        }
    }

    /** Gives each version the release that follows from its name. */
    @Alternative
    @Singleton
    static class Desk implements ReleaseDesk {
        final List<Challenger> offered = new CopyOnWriteArrayList<>();

        @Override
        public UUID offer(Challenger challenger) {
            offered.add(challenger);
            return UUID.nameUUIDFromBytes(
                    (challenger.model() + ":" + challenger.version()).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Ends the owner of an update as a kill does: nothing is stored and nothing is released. */
    @Alternative
    @Singleton
    static class Killer implements UpdateProbe {
        final Set<String> armed = ConcurrentHashMap.newKeySet();
        final List<String> struck = new CopyOnWriteArrayList<>();

        @Override
        public void at(UpdateState state, Point point) {
            String place = state + " " + point;
            if (armed.remove(place)) {
                struck.add(place);
                throw new Killed();
            }
        }
    }

    /** Not an exception that anything catches. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }
}
