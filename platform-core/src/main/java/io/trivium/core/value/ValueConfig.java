package io.trivium.core.value;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Pattern;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/** The costs of an organisation, by its tenant id. Nothing has a default: a price that is not given is not counted. */
@ConfigMapping(prefix = "platform.value")
public interface ValueConfig {

    @WithParentName
    Map<String, @Valid TenantPrices> tenants();

    /** Prices of one organisation. */
    interface TenantPrices {
        /** ISO 4217, of the prices here. */
        Optional<@Pattern(regexp = "[A-Z]{3}") String> currency();

        /** Costs of the platform for a month: machines, operation, licences. */
        Optional<@DecimalMin("0") BigDecimal> platformCostPerMonth();

        /** Costs of an hour of the reviewers: analysts of a bank, radiologists of a hospital. */
        Optional<@DecimalMin("0") BigDecimal> reviewerCostPerHour();

        /** Minutes of one review: of an alert by an analyst, of a study by a second reader. */
        Optional<@DecimalMin("0") BigDecimal> minutesPerReview();

        /** Whether these prices are assumptions rather than the organisation's own; the figures say so. */
        @WithDefault("false")
        boolean assumed();
    }
}
