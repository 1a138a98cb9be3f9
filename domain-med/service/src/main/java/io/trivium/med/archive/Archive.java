package io.trivium.med.archive;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.MedMetrics;
import io.trivium.med.dataset.InstanceHeader;
import io.trivium.med.dicom.InstanceSink;
import io.trivium.med.dicom.StoreRefusedException;
import io.trivium.med.dicom.association.Status;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The store of this service: what takes instances, and where their files are. Thread-safe. */
@ApplicationScoped
public class Archive implements InstanceSink {

    /** Source of the objects that this node wrote itself. */
    public static final String OWN = "trivium";

    private static final Logger LOG = Logger.getLogger(Archive.class);

    private final InstanceFiles files;
    private final InstanceArchive archive;
    private final KnownTenants tenants;
    private final ArchiveLimits limits;
    private final Instance<ArrivalListener> listeners;

    Archive(
            ArchiveConfig config,
            SqlLedger ledger,
            KnownTenants tenants,
            @Any Instance<ArrivalListener> listeners,
            MeterRegistry meters,
            InstantSource clock) {
        this.listeners = listeners;
        this.tenants = tenants;
        this.limits = new ArchiveLimits(
                config.largestInstance().asLongValue(), config.reservedSpace().asLongValue());
        try {
            this.files = new InstanceFiles(config.directory());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "platform.med.archive.directory (" + config.directory() + ") cannot be used", e);
        }
        this.archive = new InstanceArchive(files, ledger, limits, new Meters(meters, listeners), clock);
        Gauge.builder(MedMetrics.SPACE_LEFT, this, Archive::spaceLeft)
                .baseUnit("bytes")
                .register(meters);
    }

    @Override
    public Upload begin(Incoming incoming) throws StoreRefusedException {
        if (!tenants.contains(incoming.tenant())) {
            throw new StoreRefusedException(Status.NOT_AUTHORIZED, "the sender's organisation is not served");
        }
        return archive.begin(incoming);
    }

    @Override
    public void ended(UUID association) {
        listeners.forEach(listener -> listener.ended(association));
    }

    /** Free bytes of the store's file system; 0 when they cannot be determined. */
    public long spaceLeft() {
        return files.usableSpace();
    }

    /** Longest data set that is stored, in bytes. */
    public long largestInstance() {
        return limits.largestInstance();
    }

    /** Whether instances are taken: there is more space than is kept in reserve. */
    public boolean hasSpace() {
        return spaceLeft() >= limits.reservedSpace();
    }

    /** The file of an instance; whether it exists is for the reader to see. */
    Path file(TenantId tenant, String sha256) {
        return files.place(tenant, HexFormat.of().parseHex(sha256));
    }

    /** The directory itself, for those who clear it up. */
    InstanceFiles files() {
        return files;
    }

    @PreDestroy
    void close() {
        archive.close();
    }

    private record Meters(MeterRegistry registry, Instance<ArrivalListener> listeners) implements ArchiveObserver {

        @Override
        public void stored(InstanceRow row, Duplication duplication, long nanos) {
            String result = duplication.name().toLowerCase(Locale.ROOT).replace('_', '-');
            Counter.builder(MedMetrics.INSTANCES_STORED)
                    .tag("result", result)
                    .register(registry)
                    .increment();
            Counter.builder(MedMetrics.BYTES_STORED)
                    .baseUnit("bytes")
                    .register(registry)
                    .increment((double) row.size());
            Timer.builder(MedMetrics.STORE_DURATION).register(registry).record(nanos, TimeUnit.NANOSECONDS);
            if (duplication == Duplication.OTHER_CONTENT) {
                LOG.warnf("instance %s came again with other content; both are kept", row.sopInstance());
            }
            row.header()
                    .flatMap(InstanceHeader::study)
                    .ifPresent(study -> tell(new ArrivalListener.Arrival(
                            row.tenant(),
                            study,
                            row.sopInstance(),
                            row.sha256(),
                            duplication,
                            row.association(),
                            row.source(),
                            row.receivedAt())));
        }

        private void tell(ArrivalListener.Arrival arrival) {
            listeners.forEach(listener -> listener.stored(arrival));
        }

        @Override
        public void refused(Incoming incoming, String reason) {
            Counter.builder(MedMetrics.INSTANCES_REFUSED)
                    .tag("reason", reason)
                    .register(registry)
                    .increment();
            LOG.warnf("instance %s refused: %s", incoming.sopInstance(), reason);
        }
    }
}
