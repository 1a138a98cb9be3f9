package io.trivium.med.dicom;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.dicom.association.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.UUID;

/** The receiver of instances; the store of the node. Thread-safe. */
public interface InstanceSink {

    /**
     * The data of an instance that is known before its data set.
     *
     * @param sopClass a UID
     * @param sopInstance a UID
     * @param source AE title or user that sends it
     * @param host where it comes from
     * @param association what it arrives in
     * @param study the only study that it may belong to; empty for any
     */
    record Incoming(
            TenantId tenant,
            String sopClass,
            String sopInstance,
            String transferSyntax,
            String source,
            Optional<InetAddress> host,
            UUID association,
            Optional<StudyInstanceUid> study) {

        /** An instance of any study. */
        public Incoming(
                TenantId tenant,
                String sopClass,
                String sopInstance,
                String transferSyntax,
                String source,
                Optional<InetAddress> host,
                UUID association) {
            this(tenant, sopClass, sopInstance, transferSyntax, source, host, association, Optional.empty());
        }
    }

    /** Begins an instance; refuses it when there is no room for it. */
    Upload begin(Incoming incoming) throws StoreRefusedException;

    /** Nothing more comes in this association or request. Must not throw. */
    default void ended(UUID association) {}

    /** An instance that is arriving. Used by one thread. */
    interface Upload extends AutoCloseable {

        /** Takes the next bytes of the data set, as encoded by the sender. */
        void write(byte[] bytes, int offset, int length) throws StoreRefusedException;

        /**
         * Returns once the instance is safe on disk and in the database, and not before.
         *
         * @return {@link Status#SUCCESS}, or a warning for an instance that is stored all the same
         */
        Stored finish() throws StoreRefusedException;

        /** Drops what was not finished. */
        @Override
        void close() throws IOException;
    }

    /**
     * The result of storing an instance.
     *
     * @param status success or a warning of PS3.4 B.2.3
     * @param comment what the warning means; empty with success
     * @param study the study in the data set; empty where it has none that can be read
     * @param series the series in the data set; empty where it has none that can be read
     */
    record Stored(
            int status,
            String comment,
            Duplication duplication,
            Optional<StudyInstanceUid> study,
            Optional<String> series) {

        /** An instance whose study and series are not known. */
        public Stored(int status, String comment, Duplication duplication) {
            this(status, comment, duplication, Optional.empty(), Optional.empty());
        }
    }

    /** Whether the node had the instance before. */
    enum Duplication {
        NEW,
        SAME_CONTENT,
        OTHER_CONTENT
    }
}
