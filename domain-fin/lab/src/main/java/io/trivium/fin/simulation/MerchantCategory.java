package io.trivium.fin.simulation;

/**
 * The categories of merchants.
 *
 * <p>Shares are of all terminals; the amount factor multiplies the card's usual amount. Codes are of ISO 18245.
 */
enum MerchantCategory {
    GROCERIES("5411", Place.SHOP, 0.20, 1.0),
    RESTAURANT("5812", Place.SHOP, 0.16, 0.9),
    FAST_FOOD("5814", Place.SHOP, 0.08, 0.4),
    FUEL("5541", Place.SHOP, 0.09, 1.5),
    DRUGSTORE("5912", Place.SHOP, 0.08, 0.6),
    CLOTHING("5651", Place.SHOP, 0.08, 1.6),
    ELECTRONICS("5732", Place.SHOP, 0.03, 2.4),
    LODGING("7011", Place.SHOP, 0.03, 2.6),
    TRANSIT("4111", Place.SHOP, 0.05, 0.25),
    CASH("6011", Place.CASH_MACHINE, 0.06, 2.0),
    DIGITAL_GOODS("5818", Place.ONLINE, 0.05, 0.4),
    ONLINE_RETAIL("5964", Place.ONLINE, 0.06, 1.3),
    ONLINE_ELECTRONICS("5045", Place.ONLINE, 0.015, 2.4),
    TRAVEL_AGENCY("4722", Place.ONLINE, 0.015, 2.6);

    enum Place {
        SHOP,
        CASH_MACHINE,
        ONLINE
    }

    private final String code;
    private final Place place;
    private final double share;
    private final double amountFactor;

    MerchantCategory(String code, Place place, double share, double amountFactor) {
        this.code = code;
        this.place = place;
        this.share = share;
        this.amountFactor = amountFactor;
    }

    String code() {
        return code;
    }

    Place place() {
        return place;
    }

    double amountFactor() {
        return amountFactor;
    }

    /** @param quantile uniform in [0, 1) */
    static MerchantCategory at(double quantile) {
        double upTo = 0;
        for (MerchantCategory category : values()) {
            upTo += category.share;
            if (quantile < upTo) return category;
        }
        return TRAVEL_AGENCY;
    }
}
