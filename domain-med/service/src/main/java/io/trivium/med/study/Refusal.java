package io.trivium.med.study;

/**
 * Why a study or series is not read.
 *
 * @param reason stable code for the audit log, metrics and the "not processed" report
 * @param sentence what is wrong, with the numbers, for people; holds no patient data
 */
public record Refusal(Reason reason, String sentence) {
    /** Reasons for not reading a series. */
    public enum Reason {
        NOT_CT("not a CT image"),
        MULTI_FRAME("an enhanced multi-frame object"),
        SECONDARY_CAPTURE("a secondary capture"),
        LOCALIZER("a localizer"),
        DERIVED("derived: reformatted, projected or otherwise computed from other slices"),
        NOT_AXIAL("not axial"),
        NOT_GRAYSCALE("not a single-channel grayscale image"),
        TOO_FEW_SLICES("too few slices"),
        TOO_THICK("slices too far apart"),
        TOO_SHORT("covers too little of the chest"),
        MISSING_GEOMETRY("lacks position, orientation or pixel spacing"),
        MISSING_RESCALE("lacks the rescale to Hounsfield units"),
        MIXED_FRAME_OF_REFERENCE("more than one frame of reference"),
        MIXED_ORIENTATION("more than one orientation"),
        MIXED_SIZE("more than one matrix size"),
        MIXED_PIXEL_SPACING("more than one pixel spacing"),
        GANTRY_TILT("acquired with a tilted gantry"),
        DUPLICATE_POSITION("more than one slice at a place"),
        GAP("slices missing"),
        UNEVEN_SPACING("slices at uneven distances"),
        UNREADABLE_PIXELS("pixels that cannot be decoded"),
        UNREADABLE_FILE("a file that is no data set"),
        NO_SERIES("no series that can be read");

        private final String meaning;

        Reason(String meaning) {
            this.meaning = meaning;
        }

        /** Half a sentence, in English, that follows "the series is" or "the series has". */
        public String meaning() {
            return meaning;
        }
    }
}
