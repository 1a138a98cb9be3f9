package io.trivium.runtime.learning.update;

import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Deletes the files of updates that are over: their owner may have died before it could. Thread-safe. */
@ApplicationScoped
public class WorkSweep {
    private static final Logger LOG = Logger.getLogger(WorkSweep.class);

    private final UpdateStore store;
    private final KnownTenants tenants;
    private final TenantTransactions transactions;
    private final UpdateConfig config;

    WorkSweep(UpdateStore store, KnownTenants tenants, TenantTransactions transactions, UpdateConfig config) {
        this.store = store;
        this.tenants = tenants;
        this.transactions = transactions;
        this.config = config;
    }

    public void sweep() {
        for (TenantId tenant : tenants.all()) {
            try {
                for (UUID id : updates(config.work().resolve(tenant.value()))) sweep(tenant, id);
            } catch (IOException | UncheckedIOException e) {
                LOG.warnf("files of updates that are over cannot be deleted: %s", e.getMessage());
            }
        }
    }

    private void sweep(TenantId tenant, UUID id) throws IOException {
        Optional<UpdateRow> row = transactions.withConnection(tenant, connection -> store.find(connection, tenant, id));
        if (row.isPresent() && !row.orElseThrow().state().isOver()) return;
        WorkDirectory.of(config.work(), tenant, id).delete();
    }

    private static List<UUID> updates(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> name.matches("[0-9a-f-]{36}"))
                    .map(UUID::fromString)
                    .toList();
        }
    }
}
