package io.trivium.fin.simulation;

import java.util.List;

/** A country: a square of {@value #SIDE_KM} km, as far from the others as their middles are from each other, roughly. */
enum Country {
    DE(0.34, 0, 0),
    FR(0.20, -650, -450),
    IT(0.14, 150, -1_000),
    ES(0.12, -1_150, -1_200),
    NL(0.10, -350, 150),
    PT(0.10, -1_550, -1_250);

    static final double SIDE_KM = 100;
    private static final List<Country> ALL = List.of(values());

    private final double share;
    private final double east;
    private final double north;

    Country(double share, double east, double north) {
        this.share = share;
        this.east = east;
        this.north = north;
    }

    /** @param quantile uniform in [0, 1) */
    static Country at(double quantile) {
        double upTo = 0;
        for (Country country : values()) {
            upTo += country.share;
            if (quantile < upTo) return country;
        }
        return PT;
    }

    /** Any other country. */
    Country other(double quantile) {
        return ALL.get((ALL.indexOf(this) + 1 + (int) (quantile * (ALL.size() - 1))) % ALL.size());
    }

    /** Kilometres east of the western border, moved to the position of the country. */
    double x(double within) {
        return east + within;
    }

    double y(double within) {
        return north + within;
    }
}
