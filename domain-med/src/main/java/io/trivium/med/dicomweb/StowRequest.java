package io.trivium.med.dicomweb;

import io.trivium.med.dicom.DataSet;
import io.trivium.med.dicom.InstanceSink;
import io.trivium.med.dicom.InstanceSink.Incoming;
import io.trivium.med.dicom.InstanceSink.Stored;
import io.trivium.med.dicom.InstanceSink.Upload;
import io.trivium.med.dicom.Part10;
import io.trivium.med.dicom.Part10.FileMeta;
import io.trivium.med.dicom.Status;
import io.trivium.med.dicom.StoreRefusedException;
import io.trivium.med.dicom.Tag;
import io.trivium.med.dicom.Uids;
import io.trivium.med.dicom.Vr;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One STOW-RS request: stores its parts and collects what became of them. Used by one thread. */
final class StowRequest {

    private static final int CHUNK = 64 * 1024;

    private final InstanceSink sink;
    private final String tenant;
    private final String source;
    private final @Nullable String study;
    private final UUID id = UUID.randomUUID();
    private final List<DataSet> stored = new ArrayList<>();
    private final List<DataSet> failed = new ArrayList<>();

    /** @param study the study that the address names; null for any */
    StowRequest(InstanceSink sink, String tenant, String source, @Nullable String study) {
        this.sink = sink;
        this.tenant = tenant;
        this.source = source;
        this.study = study;
    }

    int stored() {
        return stored.size();
    }

    int failed() {
        return failed.size();
    }

    /** Stores a DICOM file; whatever is wrong with it is its own failure and no other's. */
    void store(InputStream part) throws IOException {
        FileMeta meta;
        BufferedInputStream in = new BufferedInputStream(part, CHUNK);
        try {
            meta = Part10.read(in);
        } catch (MultipartReader.MalformedException e) {
            throw e;
        } catch (IOException e) {
            failed.add(item(Optional.empty(), Optional.empty()).number(Tag.FAILURE_REASON, Status.CANNOT_UNDERSTAND));
            return;
        }
        if (meta.sopClass().isEmpty() || meta.sopInstance().isEmpty()) {
            failed.add(item(meta.sopClass(), meta.sopInstance()).number(Tag.FAILURE_REASON, Status.CANNOT_UNDERSTAND));
            return;
        }
        Incoming incoming = new Incoming(
                tenant,
                meta.sopClass().orElseThrow(),
                meta.sopInstance().orElseThrow(),
                meta.transferSyntax(),
                source,
                Optional.empty(),
                id);
        try (Upload upload = sink.begin(incoming)) {
            byte[] chunk = new byte[CHUNK];
            int count = in.read(chunk);
            while (count >= 0) {
                upload.write(chunk, 0, count);
                count = in.read(chunk);
            }
            Stored result = upload.finish();
            DataSet item = item(meta.sopClass(), meta.sopInstance());
            if (result.status() != Status.SUCCESS) {
                item.number(Tag.WARNING_REASON, result.status());
            }
            stored.add(item);
        } catch (StoreRefusedException e) {
            failed.add(item(meta.sopClass(), meta.sopInstance()).number(Tag.FAILURE_REASON, e.status()));
        }
    }

    /** The body broke off; what was stored before stays stored. */
    void broken() {
        failed.add(item(Optional.empty(), Optional.empty()).number(Tag.FAILURE_REASON, Status.PROCESSING_FAILURE));
    }

    /** Nothing more comes. */
    void end() {
        sink.ended(id);
    }

    private static DataSet item(Optional<String> sopClass, Optional<String> sopInstance) {
        DataSet item = new DataSet();
        sopClass.filter(Uids::isUid).ifPresent(uid -> item.text(Tag.REFERENCED_SOP_CLASS, Vr.UI, uid));
        sopInstance.filter(Uids::isUid).ifPresent(uid -> item.text(Tag.REFERENCED_SOP_INSTANCE, Vr.UI, uid));
        return item;
    }

    /** The response of PS3.18 10.5.3. */
    DataSet answer() {
        DataSet answer = new DataSet();
        if (study != null) {
            answer.text(Tag.RETRIEVE_URL, Vr.UR, "/dicom-web/studies/" + study);
        }
        if (!stored.isEmpty()) {
            answer.items(Tag.REFERENCED_SOP_SEQUENCE, stored);
        }
        if (!failed.isEmpty()) {
            answer.items(Tag.FAILED_SOP_SEQUENCE, failed);
        }
        return answer;
    }
}
