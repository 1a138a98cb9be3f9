package io.trivium.med.archive;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.MedErrorCode;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DataSetReader;
import io.trivium.med.dataset.Limits;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Opens the files of stored instances. Thread-safe. */
@ApplicationScoped
public class StoredFiles {

    private final Archive archive;

    StoredFiles(Archive archive) {
        this.archive = archive;
    }

    /** Returns the path of the file with this content. */
    public Path path(TenantId tenant, String sha256) {
        return archive.file(tenant, sha256);
    }

    /**
     * Opens the file of an instance, to be closed by the caller; a missing one is an error that an operator must
     * investigate.
     */
    public FileChannel open(TenantId tenant, StoredInstance instance) throws IOException {
        return open(tenant, instance.sopInstance(), instance.sha256());
    }

    /** As {@link #open(TenantId, StoredInstance)}, of any content under a SOP Instance UID. */
    public FileChannel open(TenantId tenant, InstanceContent content) throws IOException {
        return open(tenant, content.sopInstance(), content.sha256());
    }

    private FileChannel open(TenantId tenant, String instance, String sha256) throws IOException {
        try {
            return FileChannel.open(archive.file(tenant, sha256), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new IOException("the file of instance " + instance + " is missing from the store", e);
        }
    }

    /**
     * The data set of an instance, bulk data left in the file.
     *
     * @throws PlatformException {@link MedErrorCode#OBJECT_UNREADABLE}
     */
    public DataSet metadata(FileChannel file, StoredInstance instance) {
        return metadata(file, instance.sopInstance(), instance.transferSyntax(), instance.dataSetOffset());
    }

    /** As {@link #metadata(FileChannel, StoredInstance)}, of any content under a SOP Instance UID. */
    public DataSet metadata(FileChannel file, InstanceContent content) {
        return metadata(file, content.sopInstance(), content.transferSyntax(), content.dataSetOffset());
    }

    private static DataSet metadata(FileChannel file, String instance, String transferSyntax, int dataSetOffset) {
        try {
            file.position(dataSetOffset);
            return DataSetReader.read(file, transferSyntax, Limits.METADATA);
        } catch (IOException | RuntimeException e) {
            throw new PlatformException(
                    MedErrorCode.OBJECT_UNREADABLE,
                    "The data set of the instance cannot be read: " + e.getMessage(),
                    Map.of("sopInstanceUid", instance),
                    e);
        }
    }
}
