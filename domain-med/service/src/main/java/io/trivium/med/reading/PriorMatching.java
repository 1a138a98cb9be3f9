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
 * Finds the same nodules in two reads, each once: those with one tracking UID, then of the others the pairs whose distances
 * add up to the least, where one without a partner counts as {@link #FARTHEST_MM}. Pure.
 */
public final class PriorMatching {

    /** Breathing moves a nodule by less where the lungs are aligned. */
    static final double FARTHEST_MM = 15;

    /** A nodule that grew or shrank by more is another one. */
    static final double MOST_DIAMETERS = 3;

    private PriorMatching() {}

    /**
     * A pair.
     *
     * @param byTracking whether both have one tracking UID; otherwise they were the nearest
     * @param distanceMm between the places, after laying one study over the other; infinite where that cannot be done
     */
    public record Match(FindingView now, FindingView prior, boolean byTracking, double distanceMm) {}

    /**
     * Returns pairs, in the order of the later finding's number.
     *
     * @param onto maps a position of the prior study to this one; null if the mapping is unknown
     */
    public static List<Match> match(
            List<FindingView> now, List<FindingView> prior, @Nullable UnaryOperator<Point> onto) {
        Map<String, FindingView> byTracking = new LinkedHashMap<>();
        prior.forEach(finding -> byTracking.put(finding.trackingUid(), finding));
        List<Match> matches = new ArrayList<>();
        Set<FindingView> taken = new HashSet<>();
        for (FindingView finding : now) {
            FindingView same = byTracking.get(finding.trackingUid());
            if (same == null) continue;
            matches.add(new Match(finding, same, true, distance(finding, same, onto)));
            taken.addAll(List.of(finding, same));
        }
        List<FindingView> here =
                now.stream().filter(finding -> !taken.contains(finding)).toList();
        List<FindingView> there =
                prior.stream().filter(finding -> !taken.contains(finding)).toList();
        double[][] distances = new double[here.size()][there.size()];
        for (int n = 0; n < here.size(); n++) {
            for (int p = 0; p < there.size(); p++) {
                distances[n][p] = isOfOneSize(here.get(n), there.get(p))
                        ? distance(here.get(n), there.get(p), onto)
                        : Double.POSITIVE_INFINITY;
            }
        }
        int[] pairs = Assignment.of(distances, FARTHEST_MM);
        for (int n = 0; n < pairs.length; n++) {
            if (pairs[n] >= 0) matches.add(new Match(here.get(n), there.get(pairs[n]), false, distances[n][pairs[n]]));
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
