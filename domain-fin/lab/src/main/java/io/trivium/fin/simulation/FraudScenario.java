package io.trivium.fin.simulation;

/** Why a simulated authorization is a fraud; the first three are after the published ones of the Fraud Detection Handbook. */
public enum FraudScenario {
    GENUINE(0),
    /** An amount above 220, which few genuine authorizations have. */
    LARGE_AMOUNT(1),
    /** Any authorization at a compromised terminal, for 28 days. */
    COMPROMISED_TERMINAL(2),
    /**
     * A third of a compromised card's authorizations, for 14 days, at five times the amount: purchases from afar and
     * transfers to mules.
     */
    COMPROMISED_CARD(3),
    /** Small e-commerce amounts on many cards at one merchant within minutes. */
    CARD_TESTING(4),
    /** Purchases in another country minutes apart, mostly by a copied magnetic stripe. */
    CROSS_BORDER(5),
    /** Several cash withdrawals in the small hours. */
    NIGHT_WITHDRAWAL(6);

    private final int number;

    FraudScenario(int number) {
        this.number = number;
    }

    /** As in column {@code TX_FRAUD_SCENARIO}. */
    public int number() {
        return number;
    }
}
