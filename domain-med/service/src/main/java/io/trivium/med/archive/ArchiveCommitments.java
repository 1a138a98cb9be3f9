package io.trivium.med.archive;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.dataset.InstanceReference;
import io.trivium.med.dicom.CommitmentKeeper;
import io.trivium.med.dicom.CommitmentResult;
import io.trivium.med.dicom.association.Status;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Commitments of the archive: a promise is given after the file was read from disk again and its hash compared. */
@ApplicationScoped
public class ArchiveCommitments implements CommitmentKeeper {

    private static final int MOST_ATTEMPTS = 20;

    private static final SqlUpdate RECORD = SqlUpdate.of("""
        insert into commitment_request (tenant_id, transaction_uid, peer, sop_class_uids, sop_instance_uids,
            requested_at, next_attempt_at)
        values (:tenant, :transaction, :peer, :classes, :instances, :now, :now) on conflict do nothing
        """);

    private record Content(String sopInstance, String sopClass, String sha256, long size) {}

    private static final SqlQuery<Content> STORED = SqlQuery.of(Content.class, """
        select sop_instance_uid as sop_instance, sop_class_uid as sop_class, sha256, size_bytes as size from instance
        where sop_instance_uid = any (:instances)
        """);

    private static final SqlUpdate REPORTED = SqlUpdate.of("""
        update commitment_request set reported_at = :now where transaction_uid = :transaction and reported_at is null
        """);

    private static final SqlUpdate NOT_REPORTED = SqlUpdate.of("""
        update commitment_request set attempts = attempts + 1,
            next_attempt_at = :now::timestamptz + least(3600, 5 * power(2, attempts)) * interval '1 second'
        where transaction_uid = :transaction
        """);

    private record Request(String peer, String transaction, List<String> classes, List<String> instances) {}

    private static final SqlQuery<Request> OWED = SqlQuery.of(Request.class, """
        select peer, transaction_uid as transaction, sop_class_uids as classes, sop_instance_uids as instances
        from commitment_request
        where reported_at is null and attempts < :attempts and next_attempt_at <= :now
        order by next_attempt_at limit 100
        """);

    private static final SqlUpdate RECEIVED = SqlUpdate.of("""
        insert into commitment_result (tenant_id, transaction_uid, peer, committed_uids, failed_uids, failure_reasons,
            received_at)
        values (:tenant, :transaction, :peer, :committed, :failed, :reasons, :now) on conflict do nothing
        """);

    private final TenantTransactions transactions;
    private final KnownTenants tenants;
    private final Archive archive;
    private final AuditLog audit;
    private final InstantSource clock;

    ArchiveCommitments(
            TenantTransactions transactions,
            KnownTenants tenants,
            Archive archive,
            AuditLog audit,
            InstantSource clock) {
        this.transactions = transactions;
        this.tenants = tenants;
        this.archive = archive;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public void record(TenantId tenant, String peer, String transaction, List<InstanceReference> references) {
        transactions.withConnection(
                tenant,
                connection -> RECORD.on(connection)
                        .set("tenant", tenant)
                        .set("transaction", transaction)
                        .set("peer", peer)
                        .set(
                                "classes",
                                references.stream()
                                        .map(InstanceReference::sopClass)
                                        .toList())
                        .set("instances", instances(references))
                        .set("now", clock.instant())
                        .run());
    }

    private record Stored(String sopClass, List<String> hashes, List<Long> sizes) {}

    @Override
    public CommitmentResult check(TenantId tenant, String transaction, List<InstanceReference> references) {
        Map<String, Stored> stored = stored(tenant, references);
        List<InstanceReference> committed = new ArrayList<>();
        Map<InstanceReference, Integer> failed = new LinkedHashMap<>();
        for (InstanceReference reference : references) {
            Stored found = stored.get(reference.sopInstance());
            if (found == null) {
                failed.put(reference, Status.NO_SUCH_INSTANCE);
            } else if (!found.sopClass().equals(reference.sopClass())) {
                failed.put(reference, Status.CLASS_INSTANCE_CONFLICT);
            } else if (!intact(tenant, found)) {
                failed.put(reference, Status.PROCESSING_FAILURE);
            } else {
                committed.add(reference);
            }
        }
        return new CommitmentResult(transaction, committed, failed);
    }

    private Map<String, Stored> stored(TenantId tenant, List<InstanceReference> references) {
        Map<String, Stored> found = new LinkedHashMap<>();
        List<Content> contents = transactions.withConnection(
                tenant,
                connection -> STORED.on(connection)
                        .set("instances", instances(references))
                        .list());
        for (Content content : contents) {
            Stored stored = found.computeIfAbsent(
                    content.sopInstance(),
                    ignored -> new Stored(content.sopClass(), new ArrayList<>(), new ArrayList<>()));
            stored.hashes().add(content.sha256());
            stored.sizes().add(content.size());
        }
        return found;
    }

    private boolean intact(TenantId tenant, Stored stored) {
        for (int i = 0; i < stored.hashes().size(); i++) {
            String hash = stored.hashes().get(i);
            try (FileChannel file = FileChannel.open(archive.file(tenant, hash), StandardOpenOption.READ)) {
                if (file.size() != stored.sizes().get(i) || !hash.equals(hash(file))) return false;
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    private static String hash(FileChannel file) throws IOException {
        MessageDigest digest = InstanceUpload.sha256();
        ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);
        while (file.read(buffer) >= 0) {
            buffer.flip();
            digest.update(buffer);
            buffer.clear();
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void reported(TenantId tenant, String transaction) {
        transactions.withConnection(
                tenant,
                connection -> REPORTED.on(connection)
                        .set("now", clock.instant())
                        .set("transaction", transaction)
                        .run());
    }

    @Override
    public void notReported(TenantId tenant, String transaction) {
        transactions.withConnection(
                tenant,
                connection -> NOT_REPORTED
                        .on(connection)
                        .set("now", clock.instant())
                        .set("transaction", transaction)
                        .run());
    }

    @Override
    public List<Owed> owed() {
        List<Owed> owed = new ArrayList<>();
        for (TenantId tenant : tenants.all()) owed.addAll(owed(tenant));
        return owed;
    }

    private List<Owed> owed(TenantId tenant) {
        List<Request> requests = transactions.withConnection(
                tenant,
                connection -> OWED.on(connection)
                        .set("attempts", MOST_ATTEMPTS)
                        .set("now", clock.instant())
                        .list());
        return requests.stream()
                .map(request -> new Owed(tenant, request.peer(), request.transaction(), references(request)))
                .toList();
    }

    private static List<InstanceReference> references(Request request) {
        List<InstanceReference> references = new ArrayList<>();
        for (int i = 0; i < request.classes().size(); i++) {
            references.add(new InstanceReference(
                    request.classes().get(i), request.instances().get(i)));
        }
        return references;
    }

    @Override
    public void received(TenantId tenant, String peer, CommitmentResult result) {
        List<InstanceReference> failed = List.copyOf(result.failed().keySet());
        transactions.withConnection(tenant, connection -> {
            int added = RECEIVED.on(connection)
                    .set("tenant", tenant)
                    .set("transaction", result.transaction())
                    .set("peer", peer)
                    .set("committed", instances(result.committed()))
                    .set("failed", instances(failed))
                    .array(
                            "reasons",
                            "int4",
                            failed.stream()
                                    .map(reference -> result.failed().get(reference))
                                    .toArray())
                    .set("now", clock.instant())
                    .run();
            if (added > 0) {
                audit.append(new AuditEvent(
                        tenant,
                        "peer:" + peer,
                        "storage-commitment.receive",
                        "transaction/" + result.transaction(),
                        failed.isEmpty() ? AuditOutcome.SUCCESS : AuditOutcome.FAILURE,
                        Map.of("committed", result.committed().size(), "failed", failed.size())));
            }
            return added;
        });
    }

    private static List<String> instances(List<InstanceReference> references) {
        return references.stream().map(InstanceReference::sopInstance).toList();
    }
}
