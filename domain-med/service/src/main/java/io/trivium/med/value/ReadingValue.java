package io.trivium.med.value;

import io.trivium.core.value.ValueEffect;
import io.trivium.core.value.ValueInput;
import io.trivium.core.value.ValueKind;
import io.trivium.core.value.ValueLine;
import io.trivium.core.value.ValuePeriod;
import io.trivium.core.value.ValuePrices;
import io.trivium.core.value.ValueSheet;
import io.trivium.core.value.ValueUnit;
import io.trivium.core.value.ValueView;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes lines of a hospital's figures. Pure. */
final class ReadingValue {
    static final String DECISIONS = "finding-decisions";
    static final String READERS_FINDINGS = "readers-findings";

    private ReadingValue() {}

    static ValueView of(ValuePeriod period, ValuePrices prices, ReadingFigures figures) {
        ValueSheet sheet = new ValueSheet("med", period, prices, null)
                .addReviews(
                        "second-readings",
                        ValueEffect.BENEFIT,
                        figures.decidedStudies(),
                        "Studies read by the platform, with findings on all of which a reader decided × minutes of a"
                                + " second reader ÷ 60 × cost of a radiologist's hour.",
                        ValueInput.count("studies-decided", figures.decidedStudies()),
                        ValueInput.count("studies-read", figures.studies()));
        sheet.add(ValueLine.fact(
                        "result-time",
                        ValueKind.HOURS,
                        figures.medianMinutes(),
                        ValueUnit.MINUTES,
                        "Median time from a study's last image to its result. Not counted: what waiting costs is not"
                                + " known.",
                        ValueInput.count("studies-read", figures.studies()),
                        ValueInput.live("result-time-95", figures.slowMinutes(), ValueUnit.MINUTES)))
                .add(ValueLine.fact(
                        "studies-refused",
                        ValueKind.RISK,
                        BigDecimal.valueOf(figures.refused()),
                        ValueUnit.COUNT,
                        "Studies that the platform did not read, each with a reason on the worklist."));
        findings(figures).forEach(sheet::add);
        if (figures.decided() == 0) {
            sheet.explain(
                    DECISIONS,
                    "No reader decided on a finding of this time yet: accept, edit or reject them in the reading"
                            + " room.");
        }
        return sheet.explain(
                        READERS_FINDINGS,
                        "Findings that only a reader saw are not recorded, so nodules that the platform missed cannot"
                                + " be counted here; the model card has its sensitivity on published data.")
                .view();
    }

    private static List<ValueLine> findings(ReadingFigures figures) {
        boolean isDecided = figures.decided() > 0;
        ValueLine confirmed = ValueLine.fact(
                "findings-confirmed",
                ValueKind.RISK,
                count(isDecided, figures.accepted() + figures.edited()),
                ValueUnit.COUNT,
                "Findings that a reader accepted, or edited and so kept.",
                ValueInput.count("findings-accepted", figures.accepted()),
                ValueInput.count("findings-edited", figures.edited()),
                ValueInput.count("findings-undecided", figures.undecided()));
        ValueLine precision = ValueLine.fact(
                "finding-precision",
                ValueKind.RISK,
                ValueSheet.share(figures.accepted() + figures.edited(), figures.decided()),
                ValueUnit.SHARE,
                "Findings accepted or edited ÷ findings that a reader decided on.",
                ValueInput.count("findings-decided", figures.decided()),
                ValueInput.count("findings-rejected", figures.rejected()));
        return List.of(
                isDecided ? confirmed : confirmed.lacking(DECISIONS),
                isDecided ? precision : precision.lacking(DECISIONS),
                ValueLine.fact(
                                "findings-missed",
                                ValueKind.RISK,
                                null,
                                ValueUnit.COUNT,
                                "Nodules that a reader saw and the platform did not.")
                        .lacking(READERS_FINDINGS));
    }

    private static @Nullable BigDecimal count(boolean isKnown, long count) {
        return isKnown ? BigDecimal.valueOf(count) : null;
    }
}
