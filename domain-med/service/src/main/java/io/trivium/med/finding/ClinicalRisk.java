package io.trivium.med.finding;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Probability that a nodule is cancer by a published model of clinical data, with its fixed coefficients. What the node does
 * not know about the patient or the nodule's lobe is taken as absent and named.
 *
 * @param probability in [0, 1], what is not known taken as absent
 * @param atMost in [0, 1], what is not known taken as present
 * @param assumedAbsent inputs of the model that are not known
 */
public record ClinicalRisk(
        RiskModel model, String source, double probability, double atMost, List<RiskInput> assumedAbsent) {
    /** Rating of spiculation from which a nodule counts as spiculated: the middle of LIDC's scale from 1 to 5. */
    public static final double SPICULATED_FROM = 3;

    /** Diameters of the nodules that the Mayo model was made from, mm. */
    private static final double MAYO_LEAST_MM = 4;

    private static final double MAYO_MOST_MM = 30;

    /** The models. */
    public enum RiskModel {
        /** The PanCan model of Brock University, full, with spiculation. */
        BROCK("McWilliams et al., N Engl J Med 369:910, 2013 (full model with spiculation)"),
        /** The model of the Mayo Clinic. */
        MAYO("Swensen et al., Arch Intern Med 157:849, 1997");

        private final String source;

        RiskModel(String source) {
            this.source = source;
        }

        /** As in JSON. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An input of yes or no that neither images nor DICOM headers say. */
    public enum RiskInput {
        /** Lung cancer in the family. */
        FAMILY_HISTORY(0.2961, 0),
        /** Emphysema on the CT. */
        EMPHYSEMA(0.2953, 0),
        /** The nodule is in an upper lobe. */
        UPPER_LOBE(0.6581, 0.7838),
        /** The patient smokes or has smoked. */
        SMOKING(0, 0.7917),
        /** Cancer outside the chest more than five years ago. */
        CANCER_HISTORY(0, 1.3388);

        private final double brock;
        private final double mayo;

        RiskInput(double brock, double mayo) {
            this.brock = brock;
            this.mayo = mayo;
        }

        private double weight(RiskModel model) {
            return model == RiskModel.BROCK ? brock : mayo;
        }

        /** As in JSON, such as {@code family-history}. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * What is known.
     *
     * @param age in years; null if it is not known
     * @param sex as in DICOM, M or F; null or another value if it is not known
     * @param diameterMm longest diameter of the nodule
     * @param nodules in the study, this one included
     */
    public record Known(
            @Nullable Integer age,
            @Nullable String sex,
            double diameterMm,
            NoduleType type,
            boolean spiculated,
            int nodules) {}

    /** The models whose other inputs are all known; Brock needs age and sex, Mayo age and a nodule of 4 to 30 mm. */
    public static List<ClinicalRisk> of(Known known) {
        List<ClinicalRisk> risks = new ArrayList<>();
        Integer age = known.age();
        if (age == null) return risks;
        if ("M".equals(known.sex()) || "F".equals(known.sex())) risks.add(of(RiskModel.BROCK, brock(known, age)));
        if (known.diameterMm() >= MAYO_LEAST_MM && known.diameterMm() <= MAYO_MOST_MM) {
            risks.add(of(RiskModel.MAYO, mayo(known, age)));
        }
        return risks;
    }

    private static double brock(Known known, int age) {
        double type = switch (known.type()) {
            case SOLID -> 0;
            case PART_SOLID -> 0.3770;
            case GROUND_GLASS -> -0.1276;
        };
        return 0.0287 * (age - 62)
                + ("F".equals(known.sex()) ? 0.6011 : 0)
                - 5.3854 * (1 / Math.sqrt(known.diameterMm() / 10) - 1.58113883)
                + type
                - 0.0824 * (known.nodules() - 4)
                + (known.spiculated() ? 0.7729 : 0)
                - 6.7892;
    }

    private static double mayo(Known known, int age) {
        return 0.0391 * age + 0.1274 * known.diameterMm() + (known.spiculated() ? 1.0407 : 0) - 6.8272;
    }

    private static ClinicalRisk of(RiskModel model, double logit) {
        List<RiskInput> unknown = new ArrayList<>();
        double most = logit;
        for (RiskInput each : RiskInput.values()) {
            if (each.weight(model) == 0) continue;
            unknown.add(each);
            most += each.weight(model);
        }
        return new ClinicalRisk(model, model.source, probability(logit), probability(most), List.copyOf(unknown));
    }

    private static double probability(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }
}
