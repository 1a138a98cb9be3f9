package io.trivium.deploy.releases;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The outcomes of all versions of a trial, and the broken guarantees. Immutable. */
public final class ReleaseReport {
    /** A caller that got a bad answer is answered by the former champion after so long at most. */
    private static final double ALLOWED_SECONDS = 60;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<CourseResult> results;

    ReleaseReport(List<CourseResult> results) {
        this.results = List.copyOf(results);
    }

    static String line(CourseResult result) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%s:%d %s%s ended as %s after %d s",
                result.model(),
                result.version(),
                result.kind(),
                result.onset() == null ? "" : " from " + result.onset() + " on",
                result.end(),
                result.seconds()));
        if (!result.alarms().isEmpty()) line.append(" by ").append(String.join(", ", result.alarms()));
        if (result.bad() > 0) line.append(String.format(Locale.ROOT, ", %d bad answers", result.bad()));
        Double returned = result.returnedSeconds();
        if (returned != null) line.append(String.format(Locale.ROOT, " in %.1f s", returned));
        if (!result.isRight()) line.append("; the champion is ").append(result.champion());
        return line.toString();
    }

    private List<CourseResult> those(Predicate<CourseResult> which) {
        return results.stream().filter(which).toList();
    }

    private static boolean isLate(CourseResult result) {
        Double returned = result.returnedSeconds();
        return result.wasPromoted() && !result.isGood() && (returned == null || returned > ALLOWED_SECONDS);
    }

    /** Bad versions that reached full traffic although they were bad before. */
    private static boolean slippedThrough(CourseResult result) {
        return !result.isGood() && result.wasPromoted() && !Objects.equals(result.onset(), Onset.PROMOTED.word());
    }

    /** The promises that were broken, in words. */
    public List<String> violations() {
        List<String> violations = new ArrayList<>();
        for (CourseResult result : results) {
            if (!result.isRight()) violations.add("wrong champion: " + line(result));
            else if (slippedThrough(result)) violations.add("bad, and promoted: " + line(result));
            else if (isLate(result)) violations.add("back too late: " + line(result));
            if (result.failed() > 0) violations.add(result.failed() + " requests failed: " + line(result));
        }
        return violations;
    }

    /** All figures. */
    public ObjectNode json() {
        ObjectNode report = JSON.createObjectNode();
        List<CourseResult> good = those(CourseResult::isGood);
        List<CourseResult> bad = those(result -> !result.isGood());
        report.put("good", good.size()).put("bad", bad.size());
        report.put(
                "goodNotChampion", good.stream().filter(one -> !one.isRight()).count());
        report.put(
                "badChampionAtTheEnd",
                bad.stream().filter(one -> !one.isRight()).count());
        report.put(
                "badPromotedThoughBadBefore",
                bad.stream().filter(ReleaseReport::slippedThrough).count());
        report.put(
                "backAfterMoreThan60Seconds",
                bad.stream().filter(ReleaseReport::isLate).count());
        ObjectNode onsets = report.putObject("badByOnset");
        for (Onset onset : Onset.values()) {
            List<CourseResult> of = those(one -> onset.word().equals(one.onset()));
            if (!of.isEmpty()) figures(onsets.putObject(onset.word()), of);
        }
        ObjectNode kinds = report.putObject("badByKind");
        bad.stream()
                .collect(Collectors.groupingBy(CourseResult::kind, TreeMap::new, Collectors.toList()))
                .forEach((kind, of) -> figures(kinds.putObject(kind), of));
        report.set("violations", JSON.valueToTree(violations()));
        report.set("releases", JSON.valueToTree(results));
        return report;
    }

    private static void figures(ObjectNode node, List<CourseResult> of) {
        node.put("releases", of.size());
        node.put(
                "requestsSinceOnset",
                of.stream().mapToLong(CourseResult::afterOnset).sum());
        node.put("badAnswers", of.stream().mapToLong(CourseResult::bad).sum());
        node.put(
                "mostBadAnswers", of.stream().mapToLong(CourseResult::bad).max().orElse(0));
        spread(node.putObject("noticedSeconds"), of, CourseResult::noticedSeconds);
        spread(node.putObject("returnedSeconds"), of, CourseResult::returnedSeconds);
        TreeMap<String, Integer> alarms = new TreeMap<>();
        for (CourseResult each : of) {
            if (!each.alarms().isEmpty()) alarms.merge(each.alarms().getFirst(), 1, Integer::sum);
        }
        alarms.forEach(node.putObject("firstAlarm")::put);
    }

    private static void spread(
            ObjectNode node, List<CourseResult> of, Function<CourseResult, @Nullable Double> figure) {
        double[] known = of.stream()
                .map(figure)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        if (known.length == 0) return;
        int half = known.length / 2;
        node.put("median", known.length % 2 == 1 ? known[half] : (known[half - 1] + known[half]) / 2);
        node.put("max", Arrays.stream(known).max().orElseThrow());
    }
}
