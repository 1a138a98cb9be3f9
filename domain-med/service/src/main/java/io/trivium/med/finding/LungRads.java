package io.trivium.med.finding;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The category of one finding by ACR Lung-RADS v2022 (American College of Radiology, November 2022), with its basis.
 * Lung-RADS is made for screening CT. Only size, type and growth are used here: category 4X, new nodules, perifissural
 * and juxtapleural nodules, cysts, airway nodules and the step down after follow-up need a radiologist.
 *
 * @param atLeast whether it may be higher, because it depends on the solid component, which is not measured
 * @param meanDiameterMm mean of long and short axis, to one decimal, as Lung-RADS requires
 * @param growing whether the mean diameter grew by more than 1.5 mm within 12 months; false without a prior
 */
public record LungRads(Category category, boolean atLeast, NoduleType type, double meanDiameterMm, boolean growing) {
    /** Growth of the mean diameter that counts, mm. */
    public static final double GROWTH_ABOVE_MM = 1.5;

    /** Longest interval over which growth counts, days. */
    public static final long GROWTH_WITHIN_DAYS = 366;

    /** Categories that follow from size, type and growth. */
    public enum Category {
        TWO("2"),
        THREE("3"),
        FOUR_A("4A"),
        FOUR_B("4B");

        private final String label;

        Category(String label) {
            this.label = label;
        }

        /** Such as {@code 4A}. */
        @JsonValue
        public String label() {
            return label;
        }

        /** The category of a label; refused for any other text. */
        public static Category of(String label) {
            for (Category category : values()) if (category.label.equals(label)) return category;
            throw new IllegalArgumentException("no category of Lung-RADS: " + label);
        }
    }

    /** The category of a nodule or mass. */
    public static LungRads of(NoduleType type, double meanDiameterMm, boolean growing) {
        double mm = Math.round(meanDiameterMm * 10) / 10.0;
        return switch (type) {
            case SOLID -> new LungRads(solid(mm, growing), false, type, mm, growing);
            case PART_SOLID -> {
                boolean small = mm < 6 && !growing;
                yield new LungRads(small ? Category.TWO : Category.THREE, !small, type, mm, growing);
            }
            case GROUND_GLASS -> new LungRads(mm < 30 ? Category.TWO : Category.THREE, false, type, mm, growing);
        };
    }

    private static Category solid(double mm, boolean growing) {
        if (growing) return mm < 8 ? Category.FOUR_A : Category.FOUR_B;
        if (mm < 6) return Category.TWO;
        if (mm < 8) return Category.THREE;
        return mm < 15 ? Category.FOUR_A : Category.FOUR_B;
    }

    /** Whether a mean diameter that changed by so much in that time counts as growth. */
    public static boolean isGrowth(double meanDiameterChangeMm, long intervalDays) {
        return meanDiameterChangeMm > GROWTH_ABOVE_MM && intervalDays <= GROWTH_WITHIN_DAYS;
    }

    /** In words, such as {@code Lung-RADS v2022 4A: solid, mean diameter 8.3 mm, baseline}. */
    public String text() {
        return "Lung-RADS v2022 " + category.label() + (atLeast ? " or higher" : "") + ": "
                + type.word().replace('-', ' ') + ", mean diameter " + meanDiameterMm + " mm, "
                + (growing ? "growing" : "baseline") + (atLeast ? ", solid component not measured" : "");
    }
}
