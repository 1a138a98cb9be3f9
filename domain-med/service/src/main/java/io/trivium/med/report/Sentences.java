package io.trivium.med.report;

import io.trivium.med.finding.Extent;
import io.trivium.med.finding.LungRads;
import io.trivium.med.finding.NoduleFinding;
import java.util.ArrayList;
import java.util.List;

/** The text of the results; ASCII, because the source's character set may lack other letters. */
final class Sentences {
    /** The reference of a probability of malignancy. */
    static final String MALIGNANCY_REFERENCE =
            "Probability of malignancy: estimate of a model that learned from ratings of"
                    + " radiologists (LIDC-IDRI, 4 or 5 of 5 against 1 or 2), not from pathology.";

    private Sentences() {}

    /** Returns the number of lesions found, such as {@code 2 lung nodules and 1 lung mass found.} */
    static String found(List<NoduleFinding> findings) {
        if (findings.isEmpty()) return "No lung nodule was found.";
        long masses = findings.stream()
                .filter(finding -> finding.extent() instanceof Extent.Mass)
                .count();
        List<String> parts = new ArrayList<>();
        if (findings.size() > masses) parts.add(counted(findings.size() - masses, "lung nodule", "lung nodules"));
        if (masses > 0) parts.add(counted(masses, "lung mass", "lung masses"));
        return String.join(" and ", parts) + " found.";
    }

    private static String counted(long count, String one, String several) {
        return count + " " + (count == 1 ? one : several);
    }

    /** Returns remarks on one finding in addition to its numbers. */
    static List<String> remarks(NoduleFinding finding) {
        List<String> remarks = new ArrayList<>();
        switch (finding.extent()) {
            case Extent.Nodule _ -> remarks.add(MALIGNANCY_REFERENCE);
            case Extent.Mass _ ->
                remarks.add("A mass (longest diameter above 30 mm): no probability of malignancy is given,"
                        + " because the model learned from nodules.");
            case Extent.Unreliable(Extent.Reason reason) ->
                remarks.add(
                        "The outline is unreliable: " + reason.meaning() + ". No size and no malignancy are given.");
        }
        finding.lungRads().map(LungRads::text).ifPresent(text -> remarks.add(text + ". For screening CT only."));
        return remarks;
    }
}
