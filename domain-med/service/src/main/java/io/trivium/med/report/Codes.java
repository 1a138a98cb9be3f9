package io.trivium.med.report;

import io.trivium.med.finding.Extent;
import io.trivium.med.finding.LungRads;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.finding.NoduleFinding.NoduleAttribute;
import java.util.Map;

/**
 * The concepts of the reports: DICOM's own (PS3.16 annex D), SNOMED CT, UCUM, LOINC, and for the LIDC attributes those of
 * Fedorov et al. (Med Phys 47:5953, 2020), who published LIDC-IDRI as DICOM objects.
 */
final class Codes {
    static final String LIDC_SCHEME = "99LIDCQIICR";
    static final String OWN_SCHEME = "99TRIVIUM";
    /** A UID of PS3.5 B.2 for {@link #OWN_SCHEME}; FHIR names the scheme by it too. */
    static final String OWN_SCHEME_UID = "2.25.267213447152187421385927304188296514097";

    static final Code REPORT = dcm("126000", "Imaging Measurement Report");
    static final Code LANGUAGE = dcm("121049", "Language of Content Item and Descendants");
    static final Code ENGLISH = new Code("en", "RFC5646", "English");
    static final Code OBSERVER_TYPE = dcm("121005", "Observer Type");
    static final Code DEVICE = dcm("121007", "Device");
    static final Code DEVICE_UID = dcm("121012", "Device Observer UID");
    static final Code DEVICE_NAME = dcm("121013", "Device Observer Name");
    static final Code DEVICE_MANUFACTURER = dcm("121014", "Device Observer Manufacturer");
    static final Code DEVICE_MODEL = dcm("121015", "Device Observer Model Name");
    static final Code DEVICE_SERIAL = dcm("121016", "Device Observer Serial Number");
    static final Code PROCEDURE_REPORTED = dcm("121058", "Procedure reported");
    static final Code CT_CHEST = new Code("24627-2", "LN", "CT Chest");
    static final Code IMAGE_LIBRARY = dcm("111028", "Image Library");
    static final Code IMAGE_LIBRARY_GROUP = dcm("126200", "Image Library Group");
    static final Code MODALITY = dcm("121139", "Modality");
    static final Code CT = dcm("CT", "Computed Tomography");
    static final Code FRAME_OF_REFERENCE = dcm("112227", "Frame of Reference UID");
    static final Code MEASUREMENTS = dcm("126010", "Imaging Measurements");
    static final Code QUALITATIVE_EVALUATIONS = new Code("C0034375", "UMLS", "Qualitative Evaluations");
    static final Code GROUP = dcm("125007", "Measurement Group");
    static final Code TRACKING_ID = dcm("112039", "Tracking Identifier");
    static final Code TRACKING_UID = dcm("112040", "Tracking Unique Identifier");
    static final Code FINDING = dcm("121071", "Finding");
    static final Code FINDING_SITE = new Code("363698007", "SCT", "Finding Site");
    static final Code LUNG = new Code("39607008", "SCT", "Lung");
    static final Code NODULE = new Code("27925004", "SCT", "Nodule");
    static final Code MASS = new Code("4147007", "SCT", "Mass");
    static final Code ABSENT = new Code("2667000", "SCT", "Absent");
    static final Code ABNORMAL_STRUCTURE = new Code("49755003", "SCT", "Morphologically Abnormal Structure");
    static final Code REFERENCED_SEGMENT = dcm("121191", "Referenced Segment");
    static final Code SOURCE_SERIES = dcm("121232", "Source series for segmentation");
    static final Code ALGORITHM_NAME = dcm("111001", "Algorithm Name");
    static final Code ALGORITHM_VERSION = dcm("111003", "Algorithm Version");
    static final Code LONG_AXIS = new Code("103339001", "SCT", "Long Axis");
    static final Code SHORT_AXIS = new Code("103340004", "SCT", "Short Axis");
    static final Code PATH = dcm("121055", "Path");
    static final Code VOLUME = new Code("118565006", "SCT", "Volume");
    static final Code PROBABILITY_OF_CANCER = dcm("111047", "Probability of cancer");
    static final Code CERTAINTY = dcm("111012", "Certainty of Finding");
    static final Code SUMMARY = dcm("111017", "CAD Processing and Findings Summary");
    static final Code WITHOUT_FINDINGS = dcm("111241", "All algorithms succeeded; without findings");
    static final Code WITH_FINDINGS = dcm("111242", "All algorithms succeeded; with findings");
    static final Code NOTHING_SUCCEEDED = dcm("111245", "No algorithms succeeded; without findings");
    static final Code REASON = new Code("not-processed", OWN_SCHEME, "Reason for not processing");
    static final Code LUNG_RADS = new Code("lung-rads-2022", OWN_SCHEME, "Lung-RADS v2022 category");
    static final Code COMMENT = dcm("121106", "Comment");
    static final Code SEGMENTATION = dcm("113076", "Segmentation");
    static final Code SOURCE_IMAGE = dcm("121322", "Source image for image processing operation");
    static final Code ARTIFICIAL_INTELLIGENCE = dcm("123110", "Artificial Intelligence");

    static final Code MM = new Code("mm", "UCUM", "millimeter");
    static final Code MM3 = new Code("mm3", "UCUM", "cubic millimeter");
    static final Code PERCENT = new Code("%", "UCUM", "Percent");

    private static final Map<NoduleAttribute, Map<Integer, Code>> RATINGS = Map.of(
            NoduleAttribute.SUBTLETY,
            Map.of(
                    1, lidc("101", "1 out of 5 (Extremely subtle)"),
                    2, lidc("102", "2 out of 5 (Moderately subtle)"),
                    3, lidc("103", "3 out of 5 (Fairly subtle)"),
                    4, lidc("104", "4 out of 5 (Moderately obvious)"),
                    5, lidc("105", "5 out of 5 (Obvious)")),
            NoduleAttribute.SPHERICITY,
            Map.of(1, radlex("RID5811", "linear"), 3, radlex("RID5800", "ovoid"), 5, radlex("RID5799", "round")),
            NoduleAttribute.MARGIN,
            Map.of(1, radlex("RID5709", "Indistinct margin"), 5, radlex("RID5707", "Circumscribed margin")),
            NoduleAttribute.LOBULATION,
            Map.of(1, lidc("601", "1 out of 5 (No lobulation)"), 5, lidc("605", "5 out of 5 (Marked lobulation)")),
            NoduleAttribute.SPICULATION,
            Map.of(1, lidc("701", "1 out of 5 (No spiculation)"), 5, lidc("705", "5 out of 5 (Marked spiculation)")),
            NoduleAttribute.TEXTURE,
            Map.of(
                    1, radlex("RID50153", "non-solid pulmonary nodule"),
                    3, radlex("RID50152", "part-solid pulmonary nodule"),
                    5, radlex("RID50151", "solid pulmonary nodule")));

    private Codes() {}

    static Code attribute(NoduleAttribute attribute) {
        return switch (attribute) {
            case SUBTLETY -> new Code("C45992", "NCIt", "Subtlety score");
            case SPHERICITY -> new Code("400", LIDC_SCHEME, "Sphericity");
            case MARGIN -> new Code("C25563", "NCIt", "Margin");
            case LOBULATION -> new Code("C62175", "NCIt", "Lobular Pattern");
            case SPICULATION -> new Code("C28749", "NCIt", "Spiculation");
            case TEXTURE -> new Code("C41144", "NCIt", "Texture");
        };
    }

    /** The code of the whole rating that is nearest to an expected one. */
    static Code rating(NoduleAttribute attribute, double expected) {
        int whole = Math.clamp(Math.round(expected), 1, 5);
        Code named = RATINGS.getOrDefault(attribute, Map.of()).get(whole);
        return named != null ? named : lidc("00" + whole, whole + " out of 5");
    }

    static Code lungRads(LungRads category) {
        String label = category.category().label();
        return new Code(
                (category.atLeast() ? "min-" : "") + label,
                OWN_SCHEME,
                "Lung-RADS " + label + (category.atLeast() ? " or higher" : ""));
    }

    /** A nodule or a mass; where the outline is unreliable, a nodule, as which it was detected. */
    static Code lesion(NoduleFinding finding) {
        return finding.extent() instanceof Extent.Mass ? MASS : NODULE;
    }

    static Code dcm(String value, String meaning) {
        return new Code(value, "DCM", meaning);
    }

    private static Code lidc(String value, String meaning) {
        return new Code(value, LIDC_SCHEME, meaning);
    }

    private static Code radlex(String value, String meaning) {
        return new Code(value, "RadLex", meaning);
    }
}
