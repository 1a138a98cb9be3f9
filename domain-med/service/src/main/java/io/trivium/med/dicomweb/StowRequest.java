package io.trivium.med.dicomweb;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Part10;
import io.trivium.med.dataset.Part10.FileMeta;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dataset.Vr;
import io.trivium.med.dicom.InstanceSink;
import io.trivium.med.dicom.InstanceSink.Duplication;
import io.trivium.med.dicom.InstanceSink.Incoming;
import io.trivium.med.dicom.InstanceSink.Stored;
import io.trivium.med.dicom.InstanceSink.Upload;
import io.trivium.med.dicom.StoreRefusedException;
import io.trivium.med.dicom.association.Status;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One STOW-RS request: stores its parts and collects what became of them. Besides the attributes of PS3.18 an item says in private
 * ones what a person wants to know: whether the instance was known before, or in a sentence why it was not stored. Used by one thread.
 */
final class StowRequest {

    private static final int CHUNK = 64 * 1024;

    private static final int PRIVATE_CREATOR = 0x00090010;
    private static final String CREATOR = "TRIVIUM STOW";
    /** NEW; DUPLICATE, whose content was known; or OTHER, which differs from what was known and is kept as well. */
    private static final int RESULT = 0x00091001;
    /** Why an instance was not stored, or what is wrong with one that was. */
    private static final int REASON = 0x00091002;

    private final InstanceSink sink;
    private final Set<String> privateClasses;
    private final TenantId tenant;
    private final String source;
    private final @Nullable StudyInstanceUid study;
    private final String base;
    private final UUID id = UUID.randomUUID();
    private final List<DataSet> stored = new ArrayList<>();
    private final List<DataSet> failed = new ArrayList<>();
    private final List<DataSet> unnamed = new ArrayList<>();
    private final Set<StudyInstanceUid> studies = new HashSet<>();
    private int warnings;
    private int misunderstood;

    /**
     * A request of a caller.
     *
     * @param privateClasses SOP classes that are stored besides those of the standard
     * @param study the study that the address names, and that all instances must belong to; null for any
     * @param base address of the DICOMweb service, without a slash at its end
     */
    StowRequest(
            InstanceSink sink,
            Set<String> privateClasses,
            TenantId tenant,
            String source,
            @Nullable StudyInstanceUid study,
            String base) {
        this.sink = sink;
        this.privateClasses = privateClasses;
        this.tenant = tenant;
        this.source = source;
        this.study = study;
        this.base = base;
    }

    int stored() {
        return stored.size();
    }

    int failed() {
        return failed.size() + unnamed.size();
    }

    /** Stores a DICOM file; an error in it is only its own failure. */
    void store(InputStream part) throws IOException {
        FileMeta meta;
        BufferedInputStream in = new BufferedInputStream(part, CHUNK);
        try {
            meta = Part10.read(in);
        } catch (MultipartReader.MalformedException e) {
            throw e;
        } catch (IOException e) {
            fail(Optional.empty(), Optional.empty(), Status.CANNOT_UNDERSTAND, e.getMessage());
            return;
        }
        if (meta.sopClass().isEmpty() || meta.sopInstance().isEmpty()) {
            fail(
                    meta.sopClass(),
                    meta.sopInstance(),
                    Status.CANNOT_UNDERSTAND,
                    "the file meta information names no SOP class or instance");
            return;
        }
        String sopClass = meta.sopClass().orElseThrow();
        if (!Uids.isStorageClass(sopClass) && !privateClasses.contains(sopClass)) {
            fail(
                    meta.sopClass(),
                    meta.sopInstance(),
                    Status.REFUSED_SOP_CLASS,
                    "the object is no image, report or other object that is stored (SOP class " + sopClass + ")");
            return;
        }
        Incoming incoming = new Incoming(
                tenant,
                sopClass,
                meta.sopInstance().orElseThrow(),
                meta.transferSyntax(),
                source,
                Optional.empty(),
                id,
                Optional.ofNullable(study));
        try (Upload upload = sink.begin(incoming)) {
            byte[] chunk = new byte[CHUNK];
            int count = in.read(chunk);
            while (count >= 0) {
                upload.write(chunk, 0, count);
                count = in.read(chunk);
            }
            Stored result = upload.finish();
            DataSet item = item(meta.sopClass(), meta.sopInstance())
                    .putUtf8(PRIVATE_CREATOR, Vr.LO, CREATOR)
                    .putUtf8(RESULT, Vr.CS, word(result.duplication()));
            if (result.study().isPresent() && result.series().isPresent()) {
                item.putUtf8(
                        Tag.RETRIEVE_URL,
                        Vr.UR,
                        retrieve(result.study().orElseThrow()) + "/series/"
                                + result.series().orElseThrow() + "/instances/" + incoming.sopInstance());
            }
            if (result.status() != Status.SUCCESS) {
                warnings++;
                item.putNumbers(Tag.WARNING_REASON, Vr.US, result.status()).putUtf8(REASON, Vr.LT, result.comment());
            } else if (result.duplication() == Duplication.OTHER_CONTENT) {
                item.putUtf8(
                        REASON, Vr.LT, "kept, but the content that came first under this SOP Instance UID is served");
            }
            result.study().ifPresent(studies::add);
            stored.add(item);
        } catch (StoreRefusedException e) {
            fail(meta.sopClass(), meta.sopInstance(), e.status(), e.getMessage());
        }
    }

    private static String word(Duplication duplication) {
        return switch (duplication) {
            case NEW -> "NEW";
            case SAME_CONTENT -> "DUPLICATE";
            case OTHER_CONTENT -> "OTHER";
        };
    }

    private void fail(Optional<String> sopClass, Optional<String> sopInstance, int status, @Nullable String why) {
        DataSet item = item(sopClass, sopInstance).putNumbers(Tag.FAILURE_REASON, Vr.US, status);
        if (status == Status.CANNOT_UNDERSTAND) misunderstood++;
        // An item of the Failed SOP Sequence names its instance (PS3.18 table I.2-1).
        (sopClass.isPresent() && sopInstance.isPresent() ? failed : unnamed)
                .add(
                        why == null
                                ? item
                                : item.putUtf8(PRIVATE_CREATOR, Vr.LO, CREATOR).putUtf8(REASON, Vr.LT, why));
    }

    /** The body broke off; what was stored before stays stored. */
    void broken() {
        fail(
                Optional.empty(),
                Optional.empty(),
                Status.PROCESSING_FAILURE,
                "the body ended within a part, of which nothing was stored");
    }

    /** Nothing more comes. */
    void end() {
        sink.ended(id);
    }

    private static DataSet item(Optional<String> sopClass, Optional<String> sopInstance) {
        DataSet item = new DataSet();
        sopClass.filter(Uids::isUid).ifPresent(uid -> item.putUtf8(Tag.REFERENCED_SOP_CLASS_UID, Vr.UI, uid));
        sopInstance.filter(Uids::isUid).ifPresent(uid -> item.putUtf8(Tag.REFERENCED_SOP_INSTANCE_UID, Vr.UI, uid));
        return item;
    }

    private String retrieve(StudyInstanceUid uid) {
        return base + "/studies/" + uid;
    }

    /** The status of PS3.18 table 10.5.3-1. */
    int status() {
        if (stored.isEmpty()) return misunderstood == failed() ? 400 : 409;
        return failed() == 0 && warnings == 0 ? 200 : 202;
    }

    /** The response of PS3.18 10.5.3; the study's Retrieve URL is there where all stored instances are of one study. */
    DataSet answer() {
        DataSet answer = new DataSet();
        if (study != null) answer.putUtf8(Tag.RETRIEVE_URL, Vr.UR, retrieve(study));
        else if (studies.size() == 1)
            answer.putUtf8(Tag.RETRIEVE_URL, Vr.UR, retrieve(studies.iterator().next()));
        if (!stored.isEmpty()) answer.putItems(Tag.REFERENCED_SOP_SEQUENCE, stored);
        if (!failed.isEmpty()) answer.putItems(Tag.FAILED_SOP_SEQUENCE, failed);
        if (!unnamed.isEmpty()) answer.putItems(Tag.OTHER_FAILURES_SEQUENCE, unnamed);
        return answer;
    }
}
