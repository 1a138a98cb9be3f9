package io.trivium.fin.value;

import io.trivium.core.value.ValueEffect;
import io.trivium.core.value.ValueInput;
import io.trivium.core.value.ValueKind;
import io.trivium.core.value.ValueLine;
import io.trivium.core.value.ValuePeriod;
import io.trivium.core.value.ValuePrices;
import io.trivium.core.value.ValueSheet;
import io.trivium.core.value.ValueUnit;
import io.trivium.core.value.ValueView;
import io.trivium.fin.review.ReviewedAlerts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes lines of a bank's figures. Pure. */
final class FraudValue {
    static final String LABELS = "labels";
    static final String ONE_CLASS = "one-class";
    static final String OTHER_CURRENCIES = "other-currencies";

    private FraudValue() {}

    static ValueView of(ValuePeriod period, ValuePrices prices, FraudFigures figures) {
        FraudFigures.Money money = main(figures.money(), prices.currency());
        ValueSheet sheet = new ValueSheet("fin", period, prices, money == null ? null : money.currency());
        boolean isLabelled = figures.alertsFraud() + figures.alertsGenuine() + figures.passedFraud() > 0;
        sheet.add(amount(
                        "fraud-stopped",
                        ValueEffect.BENEFIT,
                        money == null || !isLabelled ? null : money.stopped(),
                        "Amounts of referred and declined payments that labels call fraud, by the day of the payment.",
                        isLabelled,
                        ValueInput.count("frauds-stopped", figures.alertsFraud())))
                .add(amount(
                        "genuine-declined",
                        ValueEffect.COST,
                        money == null || !isLabelled ? null : money.genuineDeclined(),
                        "Amounts of declined payments that labels call genuine, counted in full as if all of that"
                                + " business were lost.",
                        isLabelled))
                .add(amount(
                        "fraud-lost",
                        ValueEffect.NONE,
                        money == null || !isLabelled ? null : money.lost(),
                        "Amounts of approved payments that labels call fraud. Not counted: without the platform they"
                                + " would have been lost too.",
                        isLabelled,
                        ValueInput.count("frauds-missed", figures.passedFraud())))
                .addReviews(
                        "reviews",
                        ValueEffect.COST,
                        figures.cases(),
                        "Closed cases × minutes of a review ÷ 60 × cost of an analyst's hour.",
                        ValueInput.count("cases-closed", figures.cases()))
                .addReviews(
                        "reviews-joined",
                        ValueEffect.BENEFIT,
                        Math.max(0, figures.caseAlerts() - figures.cases()),
                        "(Alerts of closed cases − closed cases) × minutes of a review ÷ 60 × cost of an analyst's"
                                + " hour: alerts of one customer are reviewed together.",
                        ValueInput.count("alerts", figures.caseAlerts()),
                        ValueInput.count("cases-closed", figures.cases()));
        risks(figures, isLabelled).forEach(sheet::add);
        if (!isLabelled) {
            sheet.explain(
                    LABELS,
                    "No payment of this time has a label yet: dispose of cases, or send chargebacks as labels.");
        }
        if (isLabelled && (figures.alertsFraud() == 0 || figures.alertsGenuine() == 0)) {
            sheet.explain(
                    ONE_CLASS,
                    "All labelled alerts of this time are of one class: precision needs confirmed and cleared alerts.");
        }
        int others = figures.money().size() - (money == null ? 0 : 1);
        if (others > 0) {
            sheet.add(ValueLine.fact(
                            OTHER_CURRENCIES,
                            ValueKind.MONEY,
                            BigDecimal.valueOf(others),
                            ValueUnit.COUNT,
                            "Currencies whose amounts are in no figure here; the monitoring page has them.")
                    .lacking(OTHER_CURRENCIES));
            sheet.explain(
                    OTHER_CURRENCIES,
                    "Amounts are not converted; set platform.value." + prices.tenant()
                            + ".currency to see those of another currency.");
        }
        return sheet.view();
    }

    private static List<ValueLine> risks(FraudFigures figures, boolean isLabelled) {
        long frauds = figures.alertsFraud() + figures.passedFraud();
        ReviewedAlerts review = ReviewedAlerts.of(figures.alerts(), figures.alertsFraud(), figures.alertsGenuine(), 0);
        Double precision = review.precision();
        ValueLine precise = ValueLine.fact(
                "alert-precision",
                ValueKind.RISK,
                precision == null ? null : BigDecimal.valueOf(precision).setScale(4, RoundingMode.HALF_UP),
                ValueUnit.SHARE,
                "Confirmed alerts ÷ (confirmed + cleared alerts). Alerts without a label are in neither.",
                ValueInput.count("alerts-confirmed", review.confirmed()),
                ValueInput.count("alerts-cleared", review.cleared()),
                ValueInput.count("alerts-unknown", review.unknown()));
        return List.of(
                lacking(
                        isLabelled,
                        ValueLine.fact(
                                "frauds-missed",
                                ValueKind.RISK,
                                isLabelled ? BigDecimal.valueOf(figures.passedFraud()) : null,
                                ValueUnit.COUNT,
                                "Approved payments that labels call fraud.",
                                ValueInput.count("frauds-known", frauds))),
                lacking(
                        frauds > 0,
                        ValueLine.fact(
                                "frauds-caught",
                                ValueKind.RISK,
                                ValueSheet.share(figures.alertsFraud(), frauds),
                                ValueUnit.SHARE,
                                "Frauds that were alerts ÷ all known frauds. Unreported frauds are in" + " neither.",
                                ValueInput.count("frauds-stopped", figures.alertsFraud()),
                                ValueInput.count("frauds-known", frauds))),
                precision != null ? precise : precise.lacking(isLabelled ? ONE_CLASS : LABELS));
    }

    private static ValueLine lacking(boolean isKnown, ValueLine line) {
        return isKnown ? line : line.lacking(LABELS);
    }

    private static ValueLine amount(
            String key,
            ValueEffect effect,
            @Nullable BigDecimal amount,
            String formula,
            boolean isLabelled,
            ValueInput... inputs) {
        BigDecimal money = amount == null ? null : ValueSheet.money(amount);
        return new ValueLine(
                key,
                ValueKind.MONEY,
                effect,
                money,
                ValueUnit.MONEY,
                money,
                formula,
                List.of(inputs),
                isLabelled ? List.of() : List.of(LABELS));
    }

    /** The currency of the prices where there are amounts in it, else that of most. */
    private static FraudFigures.@Nullable Money main(List<FraudFigures.Money> money, @Nullable String currency) {
        return money.stream()
                .filter(each -> each.currency().equals(currency))
                .findFirst()
                .orElse(money.isEmpty() ? null : money.getFirst());
    }
}
