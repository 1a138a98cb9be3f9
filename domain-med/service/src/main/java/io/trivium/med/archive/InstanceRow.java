package io.trivium.med.archive;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dataset.InstanceHeader;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An instance as it is stored in the database.
 *
 * @param sha256 of the whole file, 64 lower-case hexadecimal digits
 * @param size of the file in bytes
 * @param dataSetOffset where the data set begins in the file
 * @param headerProblem why the header could not be read, or how it differs from what the sender said
 */
record InstanceRow(
        TenantId tenant,
        String sopInstance,
        String sha256,
        String sopClass,
        String transferSyntax,
        long size,
        int dataSetOffset,
        Instant receivedAt,
        String source,
        Optional<String> host,
        UUID association,
        Optional<InstanceHeader> header,
        Optional<String> headerProblem) {}
