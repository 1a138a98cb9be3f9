package io.trivium.med.processing;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.archive.Archive;
import io.trivium.med.dataset.Part10;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.InstanceSink.Duplication;
import io.trivium.med.dicom.InstanceSink.Incoming;
import io.trivium.med.dicom.InstanceSink.Stored;
import io.trivium.med.dicom.InstanceSink.Upload;
import io.trivium.med.dicom.StoreRefusedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Puts result objects into the archive, as durably as everything else; the same object again is no second one. Thread-safe. */
@ApplicationScoped
class ResultStore {

    private static final Logger LOG = Logger.getLogger(ResultStore.class);

    private final Archive archive;

    ResultStore(Archive archive) {
        this.archive = archive;
    }

    /**
     * Returns once the object is safe.
     *
     * @return SHA-256 of its file
     * @throws IOException where the archive does not take it now
     */
    String store(TenantId tenant, ResultObject object) throws IOException {
        byte[] bytes = object.bytes();
        Incoming incoming = new Incoming(
                tenant,
                object.sopClass(),
                object.sopInstance(),
                Uids.EXPLICIT_LITTLE_ENDIAN,
                Archive.OWN,
                Optional.empty(),
                UUID.randomUUID());
        try (Upload upload = archive.begin(incoming)) {
            upload.write(bytes, 0, bytes.length);
            Stored stored = upload.finish();
            if (!stored.comment().isEmpty()) {
                throw new IOException("the archive has something against a result: " + stored.comment());
            }
            if (stored.duplication() == Duplication.OTHER_CONTENT) {
                LOG.errorf("result %s was made twice with different content", object.sopInstance());
            }
        } catch (StoreRefusedException e) {
            throw new IOException("the archive does not take results now: " + e.comment(), e);
        }
        return sha256(object, bytes);
    }

    /** Returns the hash of the file as the archive writes it. */
    private static String sha256(ResultObject object, byte[] bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Part10.head(object.sopClass(), object.sopInstance(), Uids.EXPLICIT_LITTLE_ENDIAN));
            return HexFormat.of().formatHex(digest.digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
