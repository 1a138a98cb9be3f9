package io.trivium.med.archive;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.dicom.CommitmentKeeper;
import io.trivium.med.dicom.CommitmentResult;
import io.trivium.med.dicom.association.Status;
import io.trivium.med.dicom.data.InstanceReference;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Commitments of the archive: a promise is given after the file was read from disk again and its hash compared. */
@ApplicationScoped
public class ArchiveCommitments implements CommitmentKeeper {

    private static final int MOST_ATTEMPTS = 20;

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
    public void record(String tenant, String peer, String transaction, List<InstanceReference> references) {
        update(tenant, connection -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    insert into commitment_request (tenant_id, transaction_uid, peer, sop_class_uids,
                        sop_instance_uids, requested_at, next_attempt_at)
                    values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")) {
                insert.setString(1, tenant);
                insert.setString(2, transaction);
                insert.setString(3, peer);
                insert.setArray(
                        4,
                        texts(
                                connection,
                                references.stream()
                                        .map(InstanceReference::sopClass)
                                        .toList()));
                insert.setArray(
                        5,
                        texts(
                                connection,
                                references.stream()
                                        .map(InstanceReference::sopInstance)
                                        .toList()));
                insert.setObject(6, clock.instant().atOffset(ZoneOffset.UTC));
                insert.setObject(7, clock.instant().atOffset(ZoneOffset.UTC));
                return insert.executeUpdate();
            }
        });
    }

    private record Stored(String sopClass, List<String> hashes, List<Long> sizes) {}

    @Override
    public CommitmentResult check(String tenant, String transaction, List<InstanceReference> references) {
        TenantId owner = new TenantId(tenant);
        Map<String, Stored> stored = stored(owner, references);
        List<InstanceReference> committed = new ArrayList<>();
        Map<InstanceReference, Integer> failed = new LinkedHashMap<>();
        for (InstanceReference reference : references) {
            Stored found = stored.get(reference.sopInstance());
            if (found == null) {
                failed.put(reference, Status.NO_SUCH_INSTANCE);
            } else if (!found.sopClass().equals(reference.sopClass())) {
                failed.put(reference, Status.CLASS_INSTANCE_CONFLICT);
            } else if (!intact(owner, found)) {
                failed.put(reference, Status.PROCESSING_FAILURE);
            } else {
                committed.add(reference);
            }
        }
        return new CommitmentResult(transaction, committed, failed);
    }

    private Map<String, Stored> stored(TenantId tenant, List<InstanceReference> references) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement query = connection.prepareStatement("""
                    select sop_instance_uid, sop_class_uid, sha256, size_bytes from instance
                    where sop_instance_uid = any(?)""")) {
                query.setArray(
                        1,
                        texts(
                                connection,
                                references.stream()
                                        .map(InstanceReference::sopInstance)
                                        .toList()));
                Map<String, Stored> found = new LinkedHashMap<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        String sopClass = rows.getString(2);
                        Stored stored = found.computeIfAbsent(
                                rows.getString(1),
                                ignored -> new Stored(sopClass, new ArrayList<>(), new ArrayList<>()));
                        stored.hashes().add(rows.getString(3));
                        stored.sizes().add(rows.getLong(4));
                    }
                }
                return found;
            }
        });
    }

    private boolean intact(TenantId tenant, Stored stored) {
        for (int i = 0; i < stored.hashes().size(); i++) {
            String hash = stored.hashes().get(i);
            try (FileChannel file = FileChannel.open(archive.file(tenant, hash), StandardOpenOption.READ)) {
                if (file.size() != stored.sizes().get(i) || !hash.equals(hash(file))) {
                    return false;
                }
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
    public void reported(String tenant, String transaction) {
        update(tenant, connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "update commitment_request set reported_at = ? where transaction_uid = ? and reported_at is null")) {
                update.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
                update.setString(2, transaction);
                return update.executeUpdate();
            }
        });
    }

    @Override
    public void notReported(String tenant, String transaction) {
        update(tenant, connection -> {
            try (PreparedStatement update = connection.prepareStatement("""
                    update commitment_request set attempts = attempts + 1,
                        next_attempt_at = ?::timestamptz + least(3600, 5 * power(2, attempts)) * interval '1 second'
                    where transaction_uid = ?""")) {
                update.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
                update.setString(2, transaction);
                return update.executeUpdate();
            }
        });
    }

    @Override
    public List<Owed> owed() {
        List<Owed> owed = new ArrayList<>();
        for (TenantId tenant : tenants.all()) {
            owed.addAll(owed(tenant));
        }
        return owed;
    }

    private List<Owed> owed(TenantId tenant) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement query = connection.prepareStatement("""
                    select peer, transaction_uid, sop_class_uids, sop_instance_uids from commitment_request
                    where reported_at is null and attempts < ? and next_attempt_at <= ?
                    order by next_attempt_at limit 100""")) {
                query.setInt(1, MOST_ATTEMPTS);
                query.setObject(2, clock.instant().atOffset(ZoneOffset.UTC));
                List<Owed> found = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        String[] classes = (String[]) rows.getArray(3).getArray();
                        String[] instances = (String[]) rows.getArray(4).getArray();
                        List<InstanceReference> references = new ArrayList<>();
                        for (int i = 0; i < classes.length; i++) {
                            references.add(new InstanceReference(classes[i], instances[i]));
                        }
                        found.add(new Owed(tenant.value(), rows.getString(1), rows.getString(2), references));
                    }
                }
                return found;
            }
        });
    }

    @Override
    public void received(String tenant, String peer, CommitmentResult result) {
        List<InstanceReference> failed = List.copyOf(result.failed().keySet());
        update(tenant, connection -> {
            int added;
            try (PreparedStatement insert = connection.prepareStatement("""
                    insert into commitment_result (tenant_id, transaction_uid, peer, committed_uids, failed_uids,
                        failure_reasons, received_at)
                    values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")) {
                insert.setString(1, tenant);
                insert.setString(2, result.transaction());
                insert.setString(3, peer);
                insert.setArray(
                        4,
                        texts(
                                connection,
                                result.committed().stream()
                                        .map(InstanceReference::sopInstance)
                                        .toList()));
                insert.setArray(
                        5,
                        texts(
                                connection,
                                failed.stream()
                                        .map(InstanceReference::sopInstance)
                                        .toList()));
                insert.setArray(
                        6,
                        connection.createArrayOf(
                                "int4",
                                failed.stream()
                                        .map(reference -> result.failed().get(reference))
                                        .toArray()));
                insert.setObject(7, clock.instant().atOffset(ZoneOffset.UTC));
                added = insert.executeUpdate();
            }
            if (added > 0) {
                audit.append(new AuditEvent(
                        new TenantId(tenant),
                        "peer:" + peer,
                        "storage-commitment.receive",
                        "transaction/" + result.transaction(),
                        failed.isEmpty() ? AuditOutcome.SUCCESS : AuditOutcome.FAILURE,
                        Map.of("committed", result.committed().size(), "failed", failed.size())));
            }
            return added;
        });
    }

    private interface Update {
        int run(Connection connection) throws SQLException;
    }

    private void update(String tenant, Update update) {
        transactions.withConnection(new TenantId(tenant), update::run);
    }

    private static java.sql.Array texts(Connection connection, List<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }
}
