package io.trivium.med.archive;

import io.trivium.core.fault.FaultPoint;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DataSetReader;
import io.trivium.med.dataset.InstanceHeader;
import io.trivium.med.dataset.Limits;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.dicom.InstanceSink.Duplication;
import io.trivium.med.dicom.InstanceSink.Incoming;
import io.trivium.med.dicom.InstanceSink.Stored;
import io.trivium.med.dicom.InstanceSink.Upload;
import io.trivium.med.dicom.StoreRefusedException;
import io.trivium.med.dicom.association.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

/** One instance on its way into the store. Used by one thread. */
final class InstanceUpload implements Upload {

    private final Incoming incoming;
    private final InstanceFiles files;
    private final GroupCommit commits;
    private final ArchiveLimits limits;
    private final ArchiveObserver observer;
    private final InstantSource clock;
    private final int headLength;
    private final long startedNanos = System.nanoTime();
    private final MessageDigest digest;
    private final Path file;
    private final FileChannel channel;
    private long size;
    private boolean published;

    InstanceUpload(
            Incoming incoming,
            byte[] head,
            InstanceFiles files,
            GroupCommit commits,
            ArchiveLimits limits,
            ArchiveObserver observer,
            InstantSource clock)
            throws IOException {
        this.incoming = incoming;
        this.files = files;
        this.commits = commits;
        this.limits = limits;
        this.observer = observer;
        this.clock = clock;
        this.headLength = head.length;
        this.digest = sha256();
        this.file = files.newIncoming();
        this.channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
        try {
            append(head, 0, head.length);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void append(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) channel.write(buffer);
        digest.update(bytes, offset, length);
        size += length;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws StoreRefusedException {
        if (size - headLength + length > limits.largestInstance()) {
            throw refused(Status.OUT_OF_RESOURCES, "too-large", "the instance is larger than the store takes", null);
        }
        try {
            append(bytes, offset, length);
        } catch (IOException e) {
            throw refused(Status.OUT_OF_RESOURCES, "disk-failed", "the store has no space left or fails", e);
        }
    }

    @Override
    public Stored finish() throws StoreRefusedException {
        byte[] hash = digest.digest();
        InstanceRow row = row(HexFormat.of().formatHex(hash));
        Optional<StudyInstanceUid> study = row.header().flatMap(InstanceHeader::study);
        if (incoming.study().isPresent() && !incoming.study().equals(study)) {
            throw refused(
                    Status.DATA_SET_DOES_NOT_MATCH,
                    "other-study",
                    "the instance is not of the study that the address names",
                    null);
        }
        try {
            channel.force(false);
            channel.close();
            FaultPoint.pass("med.instance.synced");
            files.publish(file, incoming.tenant(), hash);
            published = true;
            FaultPoint.pass("med.instance.placed");
        } catch (IOException e) {
            throw refused(Status.OUT_OF_RESOURCES, "disk-failed", "the store has no space left or fails", e);
        }
        Duplication duplication;
        try {
            duplication = commits.commit(row);
            FaultPoint.pass("med.instance.recorded");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused(Status.PROCESSING_FAILURE, "stopped", "the node is stopping", e);
        } catch (LedgerException e) {
            throw refused(Status.OUT_OF_RESOURCES, "database-failed", "the database does not answer", e);
        }
        observer.stored(row, duplication, System.nanoTime() - startedNanos);
        return new Stored(
                row.headerProblem().isPresent() ? Status.STORED_WITH_MISMATCH : Status.SUCCESS,
                row.headerProblem().orElse(""),
                duplication,
                study,
                row.header().flatMap(InstanceHeader::series));
    }

    private InstanceRow row(String hash) {
        Optional<InstanceHeader> header = Optional.empty();
        Optional<String> problem = Optional.empty();
        try {
            channel.position(headLength);
            DataSet data = DataSetReader.read(channel, incoming.transferSyntax(), Limits.IDENTITY);
            InstanceHeader found = InstanceHeader.of(data);
            header = Optional.of(found);
            problem = mismatch(found);
        } catch (IOException | RuntimeException e) {
            // Nothing that is wrong with a header loses the object; the row says what is wrong.
            problem = Optional.of("stored; the data set cannot be read: " + reason(e));
        }
        return new InstanceRow(
                incoming.tenant(),
                incoming.sopInstance(),
                hash,
                incoming.sopClass(),
                incoming.transferSyntax(),
                size,
                headLength,
                clock.instant(),
                incoming.source(),
                incoming.host().map(host -> host.getHostAddress()),
                incoming.association(),
                header,
                problem);
    }

    private static String reason(Exception e) {
        return e instanceof IOException && e.getMessage() != null ? e.getMessage() : "not a data set";
    }

    private Optional<String> mismatch(InstanceHeader header) {
        if (header.study().isEmpty() || header.series().isEmpty()) {
            return Optional.of("stored; the Study or Series Instance UID is missing or no UID");
        }
        if (!header.sopInstance().equals(Optional.of(incoming.sopInstance()))) {
            return Optional.of("stored; SOP Instance UID differs from the command's");
        }
        if (!header.sopClass().equals(Optional.of(incoming.sopClass()))) {
            return Optional.of("stored; SOP Class UID differs from the command's");
        }
        return Optional.empty();
    }

    private StoreRefusedException refused(
            int status, String reason, String message, @org.jspecify.annotations.Nullable Exception cause) {
        observer.refused(incoming, reason);
        return cause == null
                ? new StoreRefusedException(status, message)
                : new StoreRefusedException(status, message, cause);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!published) Files.deleteIfExists(file);
    }
}
