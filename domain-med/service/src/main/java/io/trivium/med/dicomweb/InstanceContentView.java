package io.trivium.med.dicomweb;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.med.archive.InstanceContent;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.dataset.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One content that was stored under a SOP Instance UID.
 *
 * @param studyInstanceUid not there if the data set has none that can be read; neither is the series
 * @param sha256 of the file, by which the content is retrieved
 * @param version 1 for the content that came first; a later one came with the same SOP Instance UID
 * @param served whether searches find and retrievals return this content
 * @param source AE title or user that sent it
 * @param warning what is wrong with the data set
 * @param patientId as in this content; not there in a list of problems
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceContentView(
        @Nullable StudyInstanceUid studyInstanceUid,
        @Nullable String seriesInstanceUid,
        String sopInstanceUid,
        String sopClassUid,
        String transferSyntaxUid,
        String sha256,
        int version,
        boolean served,
        long sizeBytes,
        Instant receivedAt,
        String source,
        @Nullable String warning,
        @Nullable String patientId,
        @Nullable String patientName,
        @Nullable String studyDate) {

    static InstanceContentView of(InstanceContent content, @Nullable DataSet data) {
        return new InstanceContentView(
                content.study(),
                content.series(),
                content.sopInstance(),
                content.sopClass(),
                content.transferSyntax(),
                content.sha256(),
                content.version(),
                content.served(),
                content.size(),
                content.receivedAt(),
                content.source(),
                content.problem(),
                text(data, Tag.PATIENT_ID),
                text(data, Tag.PATIENT_NAME),
                text(data, Tag.STUDY_DATE));
    }

    private static @Nullable String text(@Nullable DataSet data, int tag) {
        return data == null ? null : data.text(tag).orElse(null);
    }

    @Override
    public String toString() {
        return "InstanceContentView[" + sopInstanceUid + "]"; // the rest names the patient
    }

    /** Contents, in the order that the operation names. */
    public record InstanceContents(List<InstanceContentView> instances) {}
}
