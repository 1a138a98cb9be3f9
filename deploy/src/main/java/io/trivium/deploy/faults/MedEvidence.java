package io.trivium.deploy.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is left after a run.
 *
 * @param acknowledged studies of which every instance was acknowledged
 * @param rows revisions in the node's database
 * @param made result objects that the node says it made
 * @param inPacs SOP Instance UIDs in the PACS, as often as it has them
 */
public record MedEvidence(List<String> acknowledged, List<Row> rows, List<String> made, List<String> inPacs) {

    /** A revision, with the number of its result objects. */
    public record Row(String study, int revision, String state, String reason, int instances, int objects) {}

    /** Broken promises, in words; empty when all were kept. */
    List<String> violations(int slices) {
        List<String> violations = new ArrayList<>();
        Map<String, Row> last = new HashMap<>();
        for (Row row : rows) {
            last.put(row.study(), row);
            boolean superseded = row.reason().equals("SUPERSEDED");
            if (row.state().equals("failed")) violations.add("failed: " + row);
            if (!superseded && (row.state().equals("done") || row.state().equals("refused")) && row.objects() == 0) {
                violations.add("without result: " + row);
            }
            if (superseded && row.objects() > 0) violations.add("superseded, with a result: " + row);
        }
        for (String study : acknowledged) {
            Row row = last.get(study);
            if (row == null) violations.add("study never read: " + study);
            else if (row.instances() != slices) violations.add("read without some of its images: " + row);
        }
        Set<String> there = new HashSet<>();
        for (String uid : inPacs) if (!there.add(uid)) violations.add("twice in the PACS: " + uid);
        Set<String> wanted = new HashSet<>();
        for (String uid : made) if (!wanted.add(uid)) violations.add("made twice: " + uid);
        for (String uid : wanted) if (!there.contains(uid)) violations.add("not in the PACS: " + uid);
        for (String uid : there) if (!wanted.contains(uid)) violations.add("in the PACS, and nobody made it: " + uid);
        return violations;
    }
}
