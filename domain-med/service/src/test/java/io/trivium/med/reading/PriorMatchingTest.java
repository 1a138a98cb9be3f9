package io.trivium.med.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.reading.slice.LungBox;
import io.trivium.med.volume.Point;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PriorMatchingTest {

    private static FindingView finding(String uid, int number, double x, double diameterMm) {
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
                Map.of(),
                List.of(),
                List.of());
    }

    private static Growth between(FindingView earlier, FindingView later, long days) {
        return Objects.requireNonNull(Growth.between(earlier, later, days));
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

    @Test
    void laysOneStudyOverTheOtherByTheLungs() {
        LungBox here = new LungBox(new Point(0, 0, 0), new Point(300, 200, 300));
        LungBox there = new LungBox(new Point(-150, -100, -500), new Point(150, 100, -260));
        Point place = there.onto(here, new Point(0, 0, -380));
        assertEquals(150, place.x(), 1e-9);
        assertEquals(100, place.y(), 1e-9);
        assertEquals(150, place.z(), 1e-9);
    }

    @Test
    void tellsGrowthAndDoublingTime() {
        Growth doubled = between(finding("a", 1, 0, 8), finding("a", 1, 0, 8 * Math.cbrt(2)), 90);
        assertEquals(90, Objects.requireNonNull(doubled.doublingDays()), 1e-6);
        assertEquals(100, doubled.volumeChangePercent(), 1e-6);
        assertTrue(doubled.significant());
        Growth shrunk = between(finding("a", 1, 0, 8), finding("a", 1, 0, 7.8), 90);
        assertNull(shrunk.doublingDays());
        assertFalse(shrunk.significant());
        assertNull(between(finding("a", 1, 0, 8), finding("a", 1, 0, 9), 0).doublingDays());
        assertEquals(100, ComparisonService.days("20260101", "20260411"));
        assertEquals(0, ComparisonService.days("2026", "20260411"));
    }
}
