package io.trivium.med.reading.slice;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.MedErrorCode;
import io.trivium.med.archive.InstanceRepository;
import io.trivium.med.archive.StoredFiles;
import io.trivium.med.archive.StoredInstance;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DicomFile;
import io.trivium.med.dataset.InvalidDataSetException;
import io.trivium.med.dataset.Limits;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Uids;
import io.trivium.med.study.FrameLayout;
import io.trivium.med.study.Pixels;
import io.trivium.med.study.UnreadablePixelsException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Decodes single slices for the screen, a few at a time, so that memory stays bounded. Thread-safe. */
@ApplicationScoped
public class SliceImages {

    /** Maximum size of one file; a slice of 2048 × 2048 has 8 MiB. */
    private static final int LARGEST = 32 << 20;

    private static final int AT_ONCE = 4;
    private static final Limits LIMITS = Limits.object(LARGEST, 2L * LARGEST);

    private final InstanceRepository instances;
    private final StoredFiles files;
    private final Semaphore decoding = new Semaphore(AT_ONCE, true);

    SliceImages(InstanceRepository instances, StoredFiles files) {
        this.instances = instances;
        this.files = files;
    }

    /**
     * A slice.
     *
     * @param values {@code [rows, columns]} signed 16 bit, little endian
     */
    @SuppressWarnings("ArrayRecordComponent") // half a million values; never compared
    public record Image(int rows, int columns, byte[] values) {}

    /**
     * A slice as an image.
     *
     * @throws PlatformException {@code dicom-object-not-found}, or {@code image-not-shown} with the reason
     */
    public Image read(TenantId tenant, StudyInstanceUid study, String series, String instance) {
        if (!Uids.isUid(series) || !Uids.isUid(instance)) throw notFound();
        return read(tenant, instances.find(tenant, study, series, instance).orElseThrow(SliceImages::notFound));
    }

    /** As {@link #read(TenantId, StudyInstanceUid, String, String)}, of an instance that was looked up. */
    public Image read(TenantId tenant, StoredInstance stored) {
        if (stored.size() > LARGEST) throw notShown(stored, "The image has more than " + (LARGEST >> 20) + " MB.");
        decoding.acquireUninterruptibly();
        try (FileChannel file = files.open(tenant, stored)) {
            DicomFile read = DicomFile.read(file, LIMITS);
            FrameLayout layout = FrameLayout.of(read.dataSet());
            if (layout.samples() != 1 || layout.bitsAllocated() > 16 || layout.frames() > 1) {
                throw notShown(stored, "It is no single-frame grayscale image of up to 16 bits.");
            }
            return new Image(
                    layout.rows(),
                    layout.columns(),
                    rescaled(Pixels.read(read.dataSet(), read.transferSyntax()), layout, read.dataSet()));
        } catch (UnreadablePixelsException | InvalidDataSetException | IllegalArgumentException e) {
            throw notShown(stored, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            decoding.release();
        }
    }

    /** What names no series or image is answered with this, a text that is no UID included. */
    public static PlatformException notFound() {
        return new PlatformException(MedErrorCode.OBJECT_NOT_FOUND, "There is no such series or image.");
    }

    private static PlatformException notShown(StoredInstance stored, String why) {
        return new PlatformException(MedErrorCode.IMAGE_NOT_SHOWN, why, Map.of("sopInstanceUid", stored.sopInstance()));
    }

    /** Modality values (PS3.3 C.11.1.1.2), cut to 16 bit. */
    static byte[] rescaled(byte[] pixels, FrameLayout layout, DataSet image) {
        double slope = image.decimal(Tag.RESCALE_SLOPE).orElse(1);
        double intercept = image.decimal(Tag.RESCALE_INTERCEPT).orElse(0);
        int unused = Integer.SIZE - layout.bitsStored();
        int count = layout.rows() * layout.columns();
        boolean wide = layout.bitsAllocated() == 16;
        byte[] values = new byte[2 * count];
        for (int p = 0; p < count; p++) {
            int raw = wide ? (pixels[2 * p] & 0xFF) | (pixels[2 * p + 1] << 8) : pixels[p];
            int value = layout.signed() ? (raw << unused) >> unused : (raw << unused) >>> unused;
            int shown = Math.clamp(Math.round(slope * value + intercept), Short.MIN_VALUE, Short.MAX_VALUE);
            values[2 * p] = (byte) shown;
            values[2 * p + 1] = (byte) (shown >> 8);
        }
        return values;
    }
}
