package io.trivium.med.reading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PriorMatchingTest {

    static FindingView finding(String uid, int number, double x, double diameterMm) {
        return new FindingView(
                uid,
                number,
                List.of(x, 0.0, 0.0),
                0,
                "2.25.1",
                0.9,
                FindingKind.NODULE,
                0.5,
                diameterMm,
                diameterMm,
                Math.PI / 6 * Math.pow(diameterMm, 3),
                null,
                null,
                List.of(),
                Map.of(),
                List.of(),
                List.of());
    }

    private static List<String> names(List<PriorMatching.Match> matches) {
        return matches.stream()
                .map(match -> match.now().trackingUid() + "-" + match.prior().trackingUid())
                .toList();
    }

    @Test
    void takesTheNearestPairsAndEachNoduleOnce() {
        List<FindingView> now = List.of(finding("a", 1, 0, 6), finding("b", 2, 8, 6));
        List<FindingView> prior = List.of(finding("p", 1, 5, 6), finding("q", 2, -9, 6));
        assertEquals(List.of("a-q", "b-p"), names(PriorMatching.match(now, prior, UnaryOperator.identity())));
    }

    @Test
    void trustsTheTrackingUidMoreThanThePlace() {
        List<FindingView> now = List.of(finding("a", 1, 0, 6));
        List<FindingView> prior = List.of(finding("b", 1, 1, 6), finding("a", 2, 60, 6));
        List<PriorMatching.Match> matches = PriorMatching.match(now, prior, UnaryOperator.identity());
        assertEquals(List.of("a-a"), names(matches));
        assertTrue(matches.getFirst().byTracking());
    }

    @Test
    void leavesWhatIsTooFarAwayOrOfAnotherSize() {
        List<FindingView> now = List.of(finding("a", 1, 0, 4));
        assertEquals(
                List.of(), names(PriorMatching.match(now, List.of(finding("b", 1, 21, 4)), UnaryOperator.identity())));
        assertEquals(
                List.of(), names(PriorMatching.match(now, List.of(finding("b", 1, 1, 13)), UnaryOperator.identity())));
    }

    /** Both moved by 7 mm, so that the place of one now is nearest to the other's before. */
    @Test
    void pairsNeighboursThatMovedTogether() {
        List<FindingView> now = List.of(finding("a", 1, 0, 6), finding("b", 2, 12, 6));
        List<FindingView> prior = List.of(finding("p", 1, 7, 6), finding("q", 2, 19, 6));
        assertEquals(List.of("a-p", "b-q"), names(PriorMatching.match(now, prior, UnaryOperator.identity())));
    }

    @Test
    void pairsNothingWithoutARegistration() {
        assertEquals(
                List.of(),
                names(PriorMatching.match(List.of(finding("a", 1, 0, 6)), List.of(finding("b", 1, 0, 6)), null)));
    }

    @Test
    void leavesARowAloneWhereThatIsCheaper() {
        double none = Double.POSITIVE_INFINITY;
        assertArrayEquals(new int[] {}, Assignment.of(new double[][] {}, 5));
        assertArrayEquals(new int[] {-1, 0}, Assignment.of(new double[][] {{6}, {4}}, 5));
        assertArrayEquals(new int[] {1, 0, -1}, Assignment.of(new double[][] {{1, 2}, {1, 9}, {none, none}}, 5));
    }
}
