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
        try {
            return FileChannel.open(archive.file(tenant, instance.sha256()), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new IOException("the file of instance " + instance.sopInstance() + " is missing from the store", e);
        }
    }

    /**
     * The data set of an instance, bulk data left in the file.
     *
     * @throws PlatformException {@link MedErrorCode#OBJECT_UNREADABLE}
     */
    public DataSet metadata(FileChannel file, StoredInstance instance) {
        try {
            file.position(instance.dataSetOffset());
            return DataSetReader.read(file, instance.transferSyntax(), Limits.METADATA);
        } catch (IOException | RuntimeException e) {
            throw new PlatformException(
                    MedErrorCode.OBJECT_UNREADABLE,
                    "The data set of the instance cannot be read: " + e.getMessage(),
                    Map.of("sopInstanceUid", instance.sopInstance()),
                    e);
        }
    }
}
