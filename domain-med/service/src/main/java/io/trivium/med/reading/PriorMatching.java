package io.trivium.med.reading;

import io.trivium.med.volume.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the same nodules in two reads: those with one tracking UID, then the nearest pairs of the others, each nodule once. Pure.
 */
final class PriorMatching {

    /** Breathing and turning move a nodule by this much against the lungs' box. */
    static final double FARTHEST_MM = 20;

    /** A nodule that grew or shrank by more is another one. */
    static final double MOST_DIAMETERS = 3;

    private PriorMatching() {}

    /**
     * A pair.
     *
     * @param byTracking whether both have one tracking UID; otherwise they were the nearest
     * @param distanceMm between the places, after laying one study over the other; infinite where that cannot be done
     */
    record Match(FindingView now, FindingView prior, boolean byTracking, double distanceMm) {}

    /**
     * Returns pairs, in the order of the later finding's number.
     *
     * @param onto maps a position of the prior study to this one; null if the mapping is unknown
     */
    static List<Match> match(List<FindingView> now, List<FindingView> prior, @Nullable UnaryOperator<Point> onto) {
        Map<String, FindingView> byTracking = new LinkedHashMap<>();
        prior.forEach(finding -> byTracking.put(finding.trackingUid(), finding));
        List<Match> matches = new ArrayList<>();
        List<Match> near = new ArrayList<>();
        for (FindingView finding : now) {
            FindingView same = byTracking.get(finding.trackingUid());
            if (same != null) {
                matches.add(new Match(finding, same, true, distance(finding, same, onto)));
            }
            for (FindingView other : prior) {
                double distance = distance(finding, other, onto);
                if (distance <= FARTHEST_MM && isOfOneSize(finding, other)) {
                    near.add(new Match(finding, other, false, distance));
                }
            }
        }
        Set<FindingView> taken = new HashSet<>();
        matches.forEach(match -> taken.addAll(List.of(match.now(), match.prior())));
        near.sort(Comparator.comparingDouble(Match::distanceMm));
        for (Match match : near) {
            if (!taken.contains(match.now()) && !taken.contains(match.prior())) {
                taken.add(match.now());
                taken.add(match.prior());
                matches.add(match);
            }
        }
        matches.sort(Comparator.comparingInt(match -> match.now().number()));
        return matches;
    }

    /** Also where the size of one is not known. */
    private static boolean isOfOneSize(FindingView one, FindingView other) {
        Double first = one.longestDiameterMm();
        Double second = other.longestDiameterMm();
        return first == null
                || second == null
                || (first <= MOST_DIAMETERS * second && second <= MOST_DIAMETERS * first);
    }

    static Point place(FindingView finding) {
        return new Point(
                finding.centre().get(0),
                finding.centre().get(1),
                finding.centre().get(2));
    }

    private static double distance(FindingView now, FindingView prior, @Nullable UnaryOperator<Point> onto) {
        return onto == null
                ? Double.POSITIVE_INFINITY
                : place(now).minus(onto.apply(place(prior))).length();
    }
}
