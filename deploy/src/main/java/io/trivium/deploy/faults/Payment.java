package io.trivium.deploy.faults;

import java.time.Instant;

/**
 * One authorization that a run sends.
 *
 * @param amountMinor ten-thousandths of the currency unit
 * @param occurredAt whole milliseconds
 */
record Payment(String tenant, String id, String card, String terminal, long amountMinor, Instant occurredAt) {}
