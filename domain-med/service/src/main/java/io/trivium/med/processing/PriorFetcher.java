package io.trivium.med.processing;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.dicom.DicomNode;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.processing.PriorSearch.Patient;
import io.trivium.med.processing.StudyWatch.Study;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;

/**
 * Fetches earlier CT studies of a patient, one study after another. Requested studies are recorded in
 * {@code prior_study} before they are requested, so that a restart continues with them and they are not mistaken for
 * new studies. Thread-safe.
 */
@ApplicationScoped
class PriorFetcher {

    private static final Logger LOG = Logger.getLogger(PriorFetcher.class);

    private record Wanted(String prior, StudyInstanceUid study, String peer) {}

    private static final SqlQuery<Wanted> OPEN = SqlQuery.of(Wanted.class, """
        select study_instance_uid as prior, for_study_instance_uid as study, peer from prior_study
        where finished_at is null order by requested_at limit 100
        """);

    private static final SqlQuery<Patient> PATIENT = SqlQuery.of(Patient.class, """
        select trim(patient_id) as id, coalesce(trim(birth_date), '') as birth_date,
            coalesce(trim(study_date), '') as study_date
        from study where study_instance_uid = :study and trim(patient_id) <> '' and patient_id !~ '[*?\\\\]'
        """);

    private static final SqlUpdate BEGIN = SqlUpdate.of("""
        insert into prior_study (tenant_id, study_instance_uid, for_study_instance_uid, peer, requested_at)
        select :tenant, :prior, :study, :peer, :now
        where not exists (select 1 from study where study_instance_uid = :prior)
        on conflict do nothing
        """);

    private static final SqlUpdate END = SqlUpdate.of("""
        update prior_study set finished_at = :now, instances = :instances, problem = :problem
        where study_instance_uid = :prior and for_study_instance_uid = :study
        """);

    private final PriorsConfig config;
    private final PriorSearch search;
    private final DicomNode node;
    private final KnownTenants tenants;
    private final TenantTransactions transactions;
    private final InstantSource clock;
    private final ExecutorService queue =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("priors").factory());

    PriorFetcher(
            PriorsConfig config,
            PriorSearch search,
            DicomNode node,
            KnownTenants tenants,
            TenantTransactions transactions,
            InstantSource clock) {
        this.config = config;
        this.search = search;
        this.node = node;
        this.tenants = tenants;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** After the node, which has to know the managed peers before their requests continue. */
    void start(@Observes @Priority(ObserverMethod.DEFAULT_PRIORITY + 100) StartupEvent event) {
        if (config.peers().isEmpty()) return;
        for (String name : config.peers().orElseThrow()) {
            if (node.configuredPeers().stream()
                    .noneMatch(
                            peer -> peer.name().equals(name) && peer.address().isPresent())) {
                throw new IllegalArgumentException("platform.med.priors.peers names no peer with an address: " + name);
            }
        }
        submit(() -> tenants.all().forEach(this::goOn));
    }

    void stop(@Observes ShutdownEvent event) {
        queue.shutdownNow();
    }

    /** A new study is complete: every earlier arrival is wanted. */
    void wanted(Study study) {
        if (config.peers().isPresent()) submit(() -> fetch(study));
    }

    private void submit(Runnable work) {
        Future<?> _ = queue.submit(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.warnf("priors were not fetched: %s", e.getMessage());
            }
        });
    }

    /** Continues the requests that an earlier process had begun. */
    private void goOn(TenantId tenant) {
        List<Wanted> open = transactions.withConnection(
                tenant, connection -> OPEN.on(connection).list());
        for (Wanted each : open) {
            node.access().byName(tenant, each.peer()).ifPresent(peer -> retrieve(tenant, each, peer));
        }
    }

    private void fetch(Study study) {
        Optional<Patient> patient = patient(study);
        if (patient.isEmpty()) return;
        for (String name : config.peers().orElse(List.of())) {
            Optional<Peer> peer = node.access().byName(study.tenant(), name);
            if (peer.isPresent() && fetch(study, patient.orElseThrow(), peer.orElseThrow())) return;
        }
    }

    private boolean fetch(Study study, Patient patient, Peer peer) {
        List<String> found;
        try {
            found = search.find(peer, patient, config.days());
        } catch (IOException e) {
            LOG.warnf("peer %s was not asked for priors: %s", peer.name(), e.getMessage());
            return false;
        }
        List<Wanted> wanted = new ArrayList<>();
        for (String prior : found.stream()
                .filter(uid -> !uid.equals(study.uid().value()))
                .limit(config.most())
                .toList()) {
            if (begin(study, prior, peer)) wanted.add(new Wanted(prior, study.uid(), peer.name()));
        }
        wanted.forEach(each -> retrieve(study.tenant(), each, peer));
        return !found.isEmpty();
    }

    private Optional<Patient> patient(Study study) {
        return transactions.withConnection(
                study.tenant(),
                connection -> PATIENT.on(connection).set("study", study.uid()).first());
    }

    /** False where the archive has the study already, from whomever. */
    private boolean begin(Study study, String prior, Peer peer) {
        return transactions.withConnection(
                study.tenant(),
                connection -> BEGIN.on(connection)
                                .set("tenant", study.tenant())
                                .set("prior", prior)
                                .set("study", study.uid())
                                .set("peer", peer.name())
                                .set("now", clock.instant())
                                .run()
                        > 0);
    }

    private void retrieve(TenantId tenant, Wanted wanted, Peer peer) {
        Integer instances = null;
        String problem = null;
        try {
            instances = search.retrieve(peer, wanted.prior(), config.retrieval());
        } catch (IOException e) {
            problem = e.getMessage();
            LOG.warnf("a prior was not retrieved from peer %s: %s", peer.name(), problem);
        }
        Integer count = instances;
        String why = problem;
        transactions.withConnection(
                tenant,
                connection -> END.on(connection)
                        .set("now", clock.instant())
                        .set("instances", count)
                        .set("problem", why)
                        .set("prior", wanted.prior())
                        .set("study", wanted.study())
                        .run());
    }
}
