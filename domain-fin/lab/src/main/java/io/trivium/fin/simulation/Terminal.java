package io.trivium.fin.simulation;

/**
 * A place where a card is accepted.
 *
 * @param x kilometres east of one point for all countries
 * @param y kilometres north of it
 */
record Terminal(
        int index, String id, String merchantId, MerchantCategory category, Country country, double x, double y) {

    /** The prefix of terminals' ids, followed by the index; accounts have another prefix. */
    static final String PREFIX = "t-";

    double squaredDistance(double otherX, double otherY) {
        return (x - otherX) * (x - otherX) + (y - otherY) * (y - otherY);
    }
}
