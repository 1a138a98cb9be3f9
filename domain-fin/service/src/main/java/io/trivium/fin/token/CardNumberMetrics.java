package io.trivium.fin.token;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.trivium.fin.authorization.CardMask;
import io.trivium.fin.authorization.CardNumbers;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * Covers card numbers in the address that the meters of HTTP requests carry: a request that is refused before its endpoint
 * is known is counted under its own path.
 */
@Singleton
class CardNumberMetrics {

    private static final String ADDRESS = "uri";

    @Produces
    @Singleton
    MeterFilter coverCardNumbers() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                String address = id.getTag(ADDRESS);
                return address == null || !CardNumbers.isInAddress(address)
                        ? id
                        : id.withTag(Tag.of(ADDRESS, CardMask.address(address)));
            }
        };
    }
}
