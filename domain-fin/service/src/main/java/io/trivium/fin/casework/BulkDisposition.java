package io.trivium.fin.casework;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.casework.queue.CaseState;
import io.trivium.fin.casework.queue.Disposition;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One finding with one reason on several cases: each by the rules of a single one, in a transaction and with audit entries
 * of its own, so that one that is refused leaves the others as they are. Thread-safe.
 */
@ApplicationScoped
class BulkDisposition {

    private final CaseService cases;

    BulkDisposition(CaseService cases) {
        this.cases = cases;
    }

    /**
     * Takes each case, if the caller does not hold it, and records the finding.
     *
     * @param versions what the caller saw, by case number
     * @return results in the order of {@code versions}
     */
    BulkResult dispose(TenantId tenant, Map<Long, Long> versions, Disposition disposition, String reason) {
        CaseService.requireNoCardNumber(reason);
        List<BulkResult.BulkItem> results = new ArrayList<>();
        versions.forEach((number, version) -> results.add(dispose(tenant, number, version, disposition, reason)));
        return new BulkResult(results);
    }

    private BulkResult.BulkItem dispose(
            TenantId tenant, long number, long version, Disposition disposition, String reason) {
        try {
            CaseState state = cases.takeAndDispose(tenant, number, version, disposition, reason);
            return new BulkResult.BulkItem(number, state, null, null);
        } catch (PlatformException e) {
            return new BulkResult.BulkItem(number, null, e.code().code(), e.detail());
        }
    }
}
