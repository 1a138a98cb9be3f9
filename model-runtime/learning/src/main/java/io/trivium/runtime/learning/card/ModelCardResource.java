package io.trivium.runtime.learning.card;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.learning.lineage.LineageReader;
import io.trivium.runtime.learning.update.UpdateStore;
import io.trivium.runtime.registry.VersionRecords;
import io.trivium.runtime.registry.store.VersionRecord;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;

/** Model cards; data sets in them are the caller's tenant's. */
@Path("/v1/models/{model}/versions/{version}/card")
@RunOnVirtualThread
@RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR, Roles.PLATFORM_AUDITOR})
public class ModelCardResource {
    private final VersionRecords versions;
    private final LineageReader lineage;
    private final UpdateStore updates;
    private final TenantTransactions transactions;
    private final TenantContext tenants;

    ModelCardResource(
            VersionRecords versions,
            LineageReader lineage,
            UpdateStore updates,
            TenantTransactions transactions,
            TenantContext tenants) {
        this.versions = versions;
        this.lineage = lineage;
        this.updates = updates;
        this.transactions = transactions;
        this.tenants = tenants;
    }

    /** The card of a version, written from the present records. */
    @GET
    @Produces("text/markdown;charset=utf-8")
    public String card(@PathParam("model") String model, @PathParam("version") String version) {
        TenantId tenant = tenants.require();
        VersionRecord record = versions.require(tenant, model, version);
        return ModelCard.write(
                record,
                lineage.learned(tenant, record.model(), record.version()),
                transactions.withConnection(
                        tenant, connection -> updates.gates(connection, tenant, record.model(), record.version())));
    }
}
