package io.trivium.deploy.faults;

import io.trivium.deploy.LauncherException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something that is broken behind a platform's back, of which a run must say exactly what was promised: one that does not
 * notice proves nothing.
 */
public interface Sabotage {
    /** What a run must report, one entry a violation. */
    List<Promise> reports();

    /** Whether a run found all that was broken, and nothing else. */
    static boolean isFound(Collection<? extends Sabotage> broken, List<Violation> violations) {
        Map<Promise, Integer> left = new LinkedHashMap<>();
        broken.forEach(each -> each.reports().forEach(promise -> left.merge(promise, 1, Integer::sum)));
        violations.forEach(violation -> left.merge(violation.kind(), -1, Integer::sum));
        return left.values().stream().allMatch(count -> count == 0);
    }

    /** What a report says of it, where something was broken. */
    static List<String> lines(Collection<? extends Sabotage> broken, List<Violation> violations) {
        if (broken.isEmpty()) return List.of();
        List<String> lines = new ArrayList<>();
        lines.add((isFound(broken, violations)
                        ? "found exactly what was sabotaged: "
                        : "NOT exactly what was sabotaged: ")
                + broken);
        texts(violations).forEach(text -> lines.add("  " + text));
        return lines;
    }

    static List<String> texts(List<Violation> violations) {
        return violations.stream().map(Violation::toString).toList();
    }

    /** A sabotage that changes nothing would prove nothing either. */
    static void require(int changed, Sabotage sabotage) {
        if (changed != 1) {
            throw LauncherException.failure(
                    "The run left nothing for the sabotage " + sabotage + " (" + changed + " rows); run more rounds.");
        }
    }
}
