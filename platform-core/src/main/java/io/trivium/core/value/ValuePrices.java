package io.trivium.core.value;

import io.trivium.core.tenancy.TenantId;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Prices of one organisation; a null price was not given.
 *
 * @param tenant its id, which is part of the keys of its prices
 * @param origin {@link ValueOrigin#PRICE} or {@link ValueOrigin#ASSUMPTION}
 */
public record ValuePrices(
        TenantId tenant,
        @Nullable String currency,
        @Nullable BigDecimal platformCostPerMonth,
        @Nullable BigDecimal reviewerCostPerHour,
        @Nullable BigDecimal minutesPerReview,
        ValueOrigin origin) {

    /** Last parts of the keys, see {@link ValueConfig}. */
    public static final String CURRENCY = "currency";

    public static final String PLATFORM_COST = "platform-cost-per-month";
    public static final String REVIEWER_COST = "reviewer-cost-per-hour";
    public static final String REVIEW_MINUTES = "minutes-per-review";

    /** Returns the configured prices of a tenant. */
    public static ValuePrices of(ValueConfig config, TenantId tenant) {
        ValueConfig.TenantPrices prices = config.tenants().get(tenant.value());
        return prices == null
                ? new ValuePrices(tenant, null, null, null, null, ValueOrigin.PRICE)
                : new ValuePrices(
                        tenant,
                        prices.currency().orElse(null),
                        prices.platformCostPerMonth().orElse(null),
                        prices.reviewerCostPerHour().orElse(null),
                        prices.minutesPerReview().orElse(null),
                        prices.assumed() ? ValueOrigin.ASSUMPTION : ValueOrigin.PRICE);
    }

    /** A price as the input of a line. */
    public ValueInput input(String name, @Nullable BigDecimal value, ValueUnit unit) {
        return new ValueInput(name, value, unit, origin);
    }
}
