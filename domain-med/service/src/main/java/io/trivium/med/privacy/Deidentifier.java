package io.trivium.med.privacy;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Dictionary;
import io.trivium.med.dataset.Element;
import io.trivium.med.dataset.Element.Items;
import io.trivium.med.dataset.Element.Value;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Vr;
import io.trivium.med.privacy.ProfileTable.Action;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The Basic Application Level Confidentiality Profile (PS3.15 E.2) with chosen options, driven by the standard's table. Beyond
 * the table: private attributes, attributes that no dictionary names, and person names that the table leaves out are removed or
 * replaced too. Pixels are left as they are; {@link BurnedInGuard} decides before whether they may go at all.
 *
 * <p>Safe for use by several threads.
 */
public final class Deidentifier {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final int GROUP_OVERLAY_FIRST = 0x6000;
    private static final int GROUP_OVERLAY_LAST = 0x60FF;
    private static final String DUMMY_TEXT = "REMOVED";

    /** Words of descriptions that name anatomy, technique or numbers, but no person. */
    private static final Set<String> PLAIN_WORDS = Set.of(
            "abdomen",
            "and",
            "angio",
            "arterial",
            "ax",
            "axial",
            "bone",
            "ce",
            "chest",
            "contrast",
            "cor",
            "coronal",
            "cta",
            "ct",
            "dose",
            "expiration",
            "head",
            "helix",
            "hr",
            "hrct",
            "inspiration",
            "iv",
            "kernel",
            "low",
            "lung",
            "lungs",
            "mediastinum",
            "mip",
            "mm",
            "mpr",
            "neck",
            "nodule",
            "of",
            "pelvis",
            "phase",
            "pulmonary",
            "recon",
            "routine",
            "sag",
            "sagittal",
            "scan",
            "scout",
            "screening",
            "sharp",
            "soft",
            "spiral",
            "standard",
            "thin",
            "thorax",
            "tissue",
            "topogram",
            "venous",
            "with",
            "without",
            "wo");

    private final ProfileTable table = ProfileTable.load();
    private final Pseudonyms pseudonyms;
    private final Set<Option> options;

    /**
     * A de-identifier of one project.
     *
     * @throws IllegalArgumentException where both options on dates are chosen, which contradict each other
     */
    public Deidentifier(Pseudonyms pseudonyms, Set<Option> options) {
        if (options.contains(Option.RETAIN_FULL_DATES) && options.contains(Option.RETAIN_MODIFIED_DATES)) {
            throw new IllegalArgumentException("dates are kept or moved, not both");
        }
        this.pseudonyms = pseudonyms;
        this.options = options.isEmpty() ? EnumSet.noneOf(Option.class) : EnumSet.copyOf(options);
    }

    /** A new data set without what identifies the patient; the original is not changed. */
    public DataSet apply(DataSet original) {
        String patient = original.textOr(Tag.PATIENT_ID, "");
        String issuer = original.textOr(Tag.ISSUER_OF_PATIENT_ID, "");
        Patient replaced = new Patient(pseudonyms.patient(patient, issuer), pseudonyms.daysBack(patient, issuer));
        DataSet result = apply(original, replaced);
        result.putAs(Tag.PATIENT_NAME, Vr.PN, replaced.pseudonym())
                .putAs(Tag.PATIENT_ID, Vr.LO, replaced.pseudonym())
                .put(Tag.PATIENT_IDENTITY_REMOVED, "YES")
                .put(Tag.DEIDENTIFICATION_METHOD, "DICOM PS3.15 annex E, table E.1-1; Trivium")
                .putItems(Tag.DEIDENTIFICATION_METHOD_CODE_SEQUENCE, methods())
                .put(Tag.LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED, temporal());
        return result;
    }

    private record Patient(String pseudonym, int daysBack) {}

    private DataSet apply(DataSet original, Patient patient) {
        DataSet result = new DataSet();
        for (Element element : original.elements()) {
            switch (action(element)) {
                case KEEP -> result.put(nested(element, patient));
                case REMOVE -> {}
                case EMPTY -> {
                    // Most sequences of X/Z are of type 3, which may be missing and may not be empty.
                    if (!(element instanceof Items)) result.put(Value.empty(element.tag(), element.vr()));
                }
                case DUMMY -> dummy(element, patient, result);
                case UID -> uid(original, element, patient, result);
                case CLEAN -> clean(original, element, patient, result);
            }
        }
        return result;
    }

    private Action action(Element element) {
        int tag = element.tag();
        var listed = table.action(tag, options);
        if (listed.isPresent()) return listed.orElseThrow();
        int group = Tag.group(tag);
        if (group >= GROUP_OVERLAY_FIRST && group <= GROUP_OVERLAY_LAST) return Action.REMOVE;
        if (element.vr() == Vr.UN || Dictionary.vr(tag) == Vr.UN) return Action.REMOVE;
        return element.vr() == Vr.PN ? Action.EMPTY : Action.KEEP;
    }

    private Element nested(Element element, Patient patient) {
        return element instanceof Items sequence
                ? new Items(
                        sequence.tag(),
                        sequence.items().stream()
                                .map(item -> apply(item, patient))
                                .toList())
                : element;
    }

    private void uid(DataSet original, Element element, Patient patient, DataSet result) {
        if (element instanceof Items) {
            result.put(nested(element, patient));
            return;
        }
        if (element.vr() != Vr.UI) return;
        result.putAs(
                element.tag(),
                Vr.UI,
                original.texts(element.tag()).stream()
                        .map(uid -> uid.isEmpty() ? uid : pseudonyms.uid(uid))
                        .toArray(String[]::new));
    }

    /** A value of the same kind that says nothing; of a sequence, its items without what identifies. */
    private void dummy(Element element, Patient patient, DataSet result) {
        if (element instanceof Items) {
            result.put(nested(element, patient));
            return;
        }
        int tag = element.tag();
        Vr vr = element.vr();
        switch (vr) {
            case DA -> result.putAs(tag, vr, "19000101");
            case TM -> result.putAs(tag, vr, "000000");
            case DT -> result.putAs(tag, vr, "19000101000000");
            case AS -> result.putAs(tag, vr, "000Y");
            case IS, DS -> result.putAs(tag, vr, "0");
            case UI -> result.putAs(tag, vr, pseudonyms.uid("dummy" + Tag.text(tag)));
            case US, SS -> result.put(tag, vr, new byte[2]);
            case UL, SL, FL -> result.put(tag, vr, new byte[4]);
            case FD, SV, UV -> result.put(tag, vr, new byte[8]);
            case AE, CS, LO, LT, PN, SH, ST, UC, UR, UT -> result.putAs(tag, vr, DUMMY_TEXT);
            default -> result.put(tag, vr, new byte[2]);
        }
    }

    private void clean(DataSet original, Element element, Patient patient, DataSet result) {
        Vr vr = element.vr();
        boolean temporal = vr == Vr.DA || vr == Vr.TM || vr == Vr.DT;
        if (options.contains(Option.RETAIN_MODIFIED_DATES) && temporal) {
            if (vr == Vr.TM) {
                result.put(element);
                return;
            }
            result.putAs(
                    element.tag(),
                    vr,
                    original.texts(element.tag()).stream()
                            .map(value -> moved(value, patient.daysBack()))
                            .toArray(String[]::new));
            return;
        }
        if (element instanceof Items) {
            result.put(nested(element, patient));
            return;
        }
        if (vr.isByCharacterSet() || vr == Vr.CS) {
            String text = String.join(" ", original.texts(element.tag()));
            if (isPlain(text)) {
                result.put(element);
                return;
            }
        }
        Action basic = table.action(element.tag(), Set.of()).orElse(Action.REMOVE);
        if (basic == Action.DUMMY) dummy(element, patient, result);
        else if (basic == Action.EMPTY) result.put(Value.empty(element.tag(), vr));
    }

    /** Whether a description consists of known words, numbers with units and single signs alone. */
    static boolean isPlain(String text) {
        for (String word : text.toLowerCase(Locale.ROOT).split("[^a-z0-9.]+", -1)) {
            boolean number = word.matches("\\d{1,3}(\\.\\d{1,3})?(mm|cm|kv|ma|s)?") || word.equals(".");
            if (!word.isEmpty() && !number && !PLAIN_WORDS.contains(word)) return false;
        }
        return text.chars().allMatch(c -> c < 128);
    }

    /** A date, or the date at the front of a date and time, moved; what is no date becomes none. */
    private static String moved(String value, int daysBack) {
        if (value.isEmpty()) return "";
        try {
            LocalDate date = LocalDate.parse(value.substring(0, Math.min(8, value.length())), DATE);
            return DATE.format(date.minusDays(daysBack)) + value.substring(8);
        } catch (DateTimeException e) {
            return "";
        }
    }

    private List<DataSet> methods() {
        List<DataSet> methods = new ArrayList<>();
        methods.add(code("113100", "Basic Application Confidentiality Profile"));
        for (Option option : options) methods.add(code(option.code(), option.meaning()));
        return methods;
    }

    private static DataSet code(String value, String meaning) {
        return new DataSet()
                .put(Tag.CODE_VALUE, value)
                .put(Tag.CODING_SCHEME_DESIGNATOR, "DCM")
                .put(Tag.CODE_MEANING, meaning);
    }

    private String temporal() {
        if (options.contains(Option.RETAIN_FULL_DATES)) return "UNMODIFIED";
        return options.contains(Option.RETAIN_MODIFIED_DATES) ? "MODIFIED" : "REMOVED";
    }
}
