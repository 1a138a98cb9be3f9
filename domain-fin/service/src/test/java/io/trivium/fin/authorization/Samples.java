package io.trivium.fin.authorization;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Authorizations to test with. */
public final class Samples {

    private Samples() {}

    /** An ordinary authorization with every optional part. */
    public static Authorization authorization(String id, Instant occurredAt) {
        return new Authorization(
                id,
                "tok_4711",
                "T-17",
                new BigDecimal("12.50"),
                "EUR",
                occurredAt,
                "M-9",
                "5411",
                "DE",
                Channel.CHIP,
                true);
    }

    /** A payment from account to account, with every part that such a payment can have. */
    public static Authorization transfer(String id, Instant occurredAt) {
        return new Authorization(
                id,
                "acc_debtor",
                "acc_creditor",
                new BigDecimal("950"),
                "EUR",
                occurredAt,
                null,
                null,
                "FR",
                Channel.TRANSFER,
                false,
                "cust-77",
                "dev.3f",
                "acc_creditor",
                12.75);
    }

    /** The same, with a device and a receiving account; null for none. */
    public static Authorization from(Authorization plain, @Nullable String deviceId, @Nullable String counterpartyId) {
        return new Authorization(
                plain.authorizationId(),
                plain.panToken(),
                plain.terminalId(),
                plain.amount(),
                plain.currency(),
                plain.occurredAt(),
                plain.merchantId(),
                plain.mcc(),
                plain.country(),
                plain.channel(),
                plain.cardPresent(),
                plain.customerId(),
                deviceId,
                counterpartyId,
                plain.homeDistanceKm());
    }

    /** An authorization with the required parts alone. */
    public static Authorization authorization(
            String id, String panToken, String terminalId, String amount, Instant occurredAt) {
        return new Authorization(
                id, panToken, terminalId, new BigDecimal(amount), "EUR", occurredAt, null, null, null, null, null);
    }
}
