package io.trivium.fin.value;

import java.math.BigDecimal;
import java.util.List;

/**
 * The counts of the service in a period.
 *
 * @param money by currency, that with the most stopped or held first
 * @param alerts referred or declined payments
 * @param alertsFraud alerts that a label calls fraud
 * @param passedFraud approved payments that a label calls fraud
 * @param cases closed in the time
 * @param caseAlerts alerts of these cases
 */
record FraudFigures(
        List<Money> money,
        long alerts,
        long alertsFraud,
        long alertsGenuine,
        long passedFraud,
        long cases,
        long caseAlerts) {

    /**
     * Amounts of one currency.
     *
     * @param stopped of alerts that were fraud
     * @param lost of approved payments that were fraud
     * @param genuineDeclined of declined payments that were genuine
     */
    record Money(String currency, BigDecimal stopped, BigDecimal lost, BigDecimal genuineDeclined) {}
}
