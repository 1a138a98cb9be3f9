package io.trivium.deploy.faults.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.deploy.faults.Promise;
import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.learning.LearningVerdict.Stored;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LearningVerdictTest {
    private static final Map<String, Boolean> SENT = Map.of("a", true, "b", false, "c", false);

    private static List<Promise> found(Set<String> acknowledged, Stored... stored) {
        return LearningVerdict.of(SENT, acknowledged, List.of(stored)).stream()
                .map(Violation::kind)
                .toList();
    }

    @Test
    void anUnacknowledgedLabelMayBeThereOrNot() {
        assertEquals(List.of(), found(Set.of("a"), new Stored("a", true)));
        assertEquals(List.of(), found(Set.of("a"), new Stored("a", true), new Stored("b", false)));
    }

    @Test
    void findsWhatIsLostTwiceOrNeverSent() {
        assertEquals(List.of(LearningPromise.LOST), found(Set.of("a", "b"), new Stored("a", true)));
        assertEquals(List.of(LearningPromise.TWICE), found(Set.of("a"), new Stored("a", true), new Stored("a", true)));
        assertEquals(
                List.of(LearningPromise.NEVER_SENT), found(Set.of("a"), new Stored("a", true), new Stored("x", true)));
        assertEquals(
                List.of(LearningPromise.NEVER_SENT), found(Set.of("a"), new Stored("a", true), new Stored("b", true)));
    }
}
