package io.trivium.med.archive;

import io.trivium.med.dataset.Tag;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A query for studies, series or instances (PS3.4 C.2.2.2, PS3.18 8.3.4).
 *
 * @param matches values to match by tag: single values, lists of UIDs separated by commas or backslashes, wild cards
 *     {@code *} and {@code ?} in texts, ranges {@code a-b} of dates
 * @param limit most answers
 * @param offset answers left out at the beginning
 */
public record ArchiveQuery(QueryLevel level, Map<Integer, String> matches, int limit, int offset) {

    /** Most values of a list of UIDs. */
    public static final int MOST_UIDS = 1000;

    private static final int LONGEST_VALUE = 80_000;

    /** Columns by attribute; what is not here cannot be matched. */
    private static final Map<Integer, String> COLUMNS = Map.ofEntries(
            Map.entry(Tag.PATIENT_ID, "s.patient_id"),
            Map.entry(Tag.PATIENT_NAME, "s.patient_name"),
            Map.entry(Tag.PATIENT_BIRTH_DATE, "s.birth_date"),
            Map.entry(Tag.PATIENT_SEX, "s.sex"),
            Map.entry(Tag.STUDY_DATE, "s.study_date"),
            Map.entry(Tag.STUDY_TIME, "s.study_time"),
            Map.entry(Tag.ACCESSION_NUMBER, "s.accession_number"),
            Map.entry(Tag.STUDY_ID, "s.study_id"),
            Map.entry(Tag.STUDY_DESCRIPTION, "s.description"),
            Map.entry(Tag.REFERRING_PHYSICIAN_NAME, "s.referring_physician"),
            Map.entry(Tag.STUDY_INSTANCE_UID, "s.study_instance_uid"),
            Map.entry(Tag.MODALITIES_IN_STUDY, "e.modality"),
            Map.entry(Tag.MODALITY, "e.modality"),
            Map.entry(Tag.SERIES_INSTANCE_UID, "e.series_instance_uid"),
            Map.entry(Tag.SERIES_DESCRIPTION, "e.description"),
            Map.entry(Tag.SERIES_NUMBER, "e.series_number"),
            Map.entry(Tag.SOP_INSTANCE_UID, "i.sop_instance_uid"),
            Map.entry(Tag.SOP_CLASS_UID, "i.sop_class_uid"),
            Map.entry(Tag.INSTANCE_NUMBER, "i.instance_number"));

    public ArchiveQuery {
        matches = Map.copyOf(matches);
        if (limit < 1 || limit > 1000 || offset < 0) {
            throw new IllegalArgumentException("limit lies in 1..1000 and offset is not negative");
        }
        for (Map.Entry<Integer, String> match : matches.entrySet()) {
            if (!COLUMNS.containsKey(match.getKey())) {
                throw new IllegalArgumentException("attribute " + Tag.hex(match.getKey()) + " cannot be matched");
            }
            if (match.getValue().length() > LONGEST_VALUE || match.getValue().indexOf('\0') >= 0) {
                throw new IllegalArgumentException("the value of " + Tag.hex(match.getKey()) + " is too long");
            }
        }
    }

    static Optional<String> column(int tag) {
        return Optional.ofNullable(COLUMNS.get(tag));
    }

    /** The values of a list of UIDs. */
    static List<String> uids(String value) {
        List<String> uids = List.of(value.split("[,\\\\]", -1));
        if (uids.size() > MOST_UIDS) {
            throw new IllegalArgumentException("a list of UIDs has more than " + MOST_UIDS + " values");
        }
        return uids.stream().map(String::strip).toList();
    }
}
