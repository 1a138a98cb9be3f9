package io.trivium.deploy.faults.fin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One authorization that a run sends.
 *
 * @param amountMinor ten-thousandths of the currency unit
 * @param occurredAt whole milliseconds
 * @param country two letters
 */
public record Payment(
        String tenant,
        String id,
        String card,
        String terminal,
        long amountMinor,
        Instant occurredAt,
        @Nullable String device,
        @Nullable String counterparty,
        @Nullable String country) {

    /** One that names nothing more. */
    Payment(String tenant, String id, String card, String terminal, long amountMinor, Instant occurredAt) {
        this(tenant, id, card, terminal, amountMinor, occurredAt, null, null, null);
    }

    /** The same from that device to that account. */
    Payment with(String newDevice, String newCounterparty) {
        return new Payment(tenant, id, card, terminal, amountMinor, occurredAt, newDevice, newCounterparty, country);
    }
}
