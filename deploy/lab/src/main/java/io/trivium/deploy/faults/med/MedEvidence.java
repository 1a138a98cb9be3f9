package io.trivium.deploy.faults.med;

import io.trivium.deploy.faults.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The data that remains after a run.
 *
 * @param acknowledged studies of which every instance was acknowledged
 * @param rows revisions in the node's database
 * @param made result objects that the node claims to have made
 * @param inPacs SOP Instance UIDs in the PACS, as often as it has them
 */
public record MedEvidence(List<String> acknowledged, List<Row> rows, List<String> made, List<String> inPacs) {

    /** A revision, with the number of its result objects. */
    public record Row(String study, int revision, String state, String reason, int instances, int objects) {}

    /** Broken promises; empty when all were kept. */
    List<Violation> violations(int slices) {
        List<Violation> violations = new ArrayList<>();
        Map<String, Row> last = new HashMap<>();
        for (Row row : rows) {
            last.put(row.study(), row);
            boolean superseded = row.reason().equals("SUPERSEDED");
            if (row.state().equals("failed")) add(violations, MedPromise.FAILED, row.study(), row);
            if (!superseded && (row.state().equals("done") || row.state().equals("refused")) && row.objects() == 0) {
                add(violations, MedPromise.WITHOUT_RESULT, row.study(), row);
            }
            if (superseded && row.objects() > 0) add(violations, MedPromise.SUPERSEDED, row.study(), row);
        }
        for (String study : acknowledged) {
            Row row = last.get(study);
            if (row == null) add(violations, MedPromise.UNREAD, study, "no revision");
            else if (row.instances() != slices) add(violations, MedPromise.INCOMPLETE, study, row);
        }
        Set<String> there = new HashSet<>();
        for (String uid : inPacs) {
            if (!there.add(uid)) add(violations, MedPromise.TWICE_IN_PACS, uid, "twice in the PACS");
        }
        Set<String> wanted = new HashSet<>();
        for (String uid : made) {
            if (!wanted.add(uid)) add(violations, MedPromise.MADE_TWICE, uid, "made twice");
        }
        for (String uid : wanted) {
            if (!there.contains(uid)) add(violations, MedPromise.NOT_IN_PACS, uid, "not in the PACS");
        }
        for (String uid : there) {
            if (!wanted.contains(uid)) {
                add(violations, MedPromise.NEVER_MADE, uid, "in the PACS, and not produced by the node");
            }
        }
        return violations;
    }

    private static void add(List<Violation> violations, MedPromise promise, String id, Object detail) {
        violations.add(new Violation(promise, id, detail.toString()));
    }
}
