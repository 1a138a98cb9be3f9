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
import io.trivium.med.reading.slice.SeriesGeometry.SliceView;
import io.trivium.med.study.Orientation;
import io.trivium.med.volume.Point;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Orders the slices of series, and caches the most recently requested ones. Thread-safe. */
@ApplicationScoped
public class SeriesGeometries {

    private static final int MOST_SLICES = 5_000;
    private static final int REMEMBERED = 32;

    private final InstanceRepository instances;
    private final StoredFiles files;
    private final Map<Key, SeriesGeometry> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, SeriesGeometry> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** A series as it is stored now; a late slice makes another one. */
    private record Key(TenantId tenant, String series, List<String> contents) {}

    SeriesGeometries(InstanceRepository instances, StoredFiles files) {
        this.instances = instances;
        this.files = files;
    }

    /**
     * The geometry of a series that is stored here.
     *
     * @throws PlatformException {@code dicom-object-not-found}, or {@code image-not-shown} for what are no slices
     */
    public SeriesGeometry of(TenantId tenant, StudyInstanceUid study, String series) {
        if (!Uids.isUid(series)) throw SliceImages.notFound();
        List<StoredInstance> stored = instances.ofSeries(tenant, study, series);
        if (stored.isEmpty()) throw SliceImages.notFound();
        if (stored.size() > MOST_SLICES) {
            throw new PlatformException(
                    MedErrorCode.IMAGE_NOT_SHOWN,
                    "The series has more than " + MOST_SLICES + " images; open it in OHIF.");
        }
        Key key = new Key(
                tenant, series, stored.stream().map(StoredInstance::sha256).toList());
        synchronized (known) {
            SeriesGeometry found = known.get(key);
            if (found != null) return found;
        }
        SeriesGeometry read = read(tenant, stored);
        synchronized (known) {
            known.put(key, read);
        }
        return read;
    }

    private SeriesGeometry read(TenantId tenant, List<StoredInstance> stored) {
        List<SliceView> slices = new ArrayList<>();
        Orientation orientation = null;
        double[] spacing = new double[0];
        boolean ordered = true;
        for (StoredInstance instance : stored) {
            DataSet header = header(tenant, instance).orElse(null);
            if (header == null || header.numberOr(Tag.ROWS, 0) < 1 || header.numberOr(Tag.NUMBER_OF_FRAMES, 1) > 1) {
                continue;
            }
            double[] axes = header.decimals(Tag.IMAGE_ORIENTATION_PATIENT);
            double[] position = header.decimals(Tag.IMAGE_POSITION_PATIENT);
            if (orientation == null && axes.length == 6) {
                orientation = Orientation.of(axes).orElse(null);
                spacing = header.decimals(Tag.PIXEL_SPACING);
            }
            boolean placed = orientation != null && position.length == 3;
            ordered &= placed;
            slices.add(slice(instance, header, placed ? position : null, orientation));
        }
        if (slices.isEmpty()) {
            throw new PlatformException(
                    MedErrorCode.IMAGE_NOT_SHOWN, "The series has no single-frame images; open it in OHIF.");
        }
        if (ordered) slices.sort(Comparator.comparingDouble(slice -> slice.along() == null ? 0 : slice.along()));
        boolean spaced = spacing.length == 2 && spacing[0] > 0 && spacing[1] > 0;
        return new SeriesGeometry(
                slices.getFirst().rows(),
                slices.getFirst().columns(),
                spaced ? spacing[0] : null,
                spaced ? spacing[1] : null,
                orientation == null ? null : cosines(orientation),
                ordered,
                List.copyOf(slices));
    }

    private static List<Double> cosines(Orientation orientation) {
        Point row = orientation.alongRow();
        Point column = orientation.alongColumn();
        return List.of(row.x(), row.y(), row.z(), column.x(), column.y(), column.z());
    }

    private static SliceView slice(
            StoredInstance instance, DataSet header, double @Nullable [] position, @Nullable Orientation orientation) {
        return new SliceView(
                instance.sopInstance(),
                header.numberOr(Tag.INSTANCE_NUMBER, 0),
                header.numberOr(Tag.ROWS, 0),
                header.numberOr(Tag.COLUMNS, 0),
                position == null ? null : List.of(position[0], position[1], position[2]),
                position == null || orientation == null
                        ? null
                        : new Point(position[0], position[1], position[2]).dot(orientation.normal()));
    }

    /**
     * Reads the attributes before the pixels; empty if the file cannot be read, and the others are shown without it.
     */
    private Optional<DataSet> header(TenantId tenant, StoredInstance instance) {
        try (FileChannel file = files.open(tenant, instance)) {
            return Optional.of(DicomFile.read(file, Limits.HEADER).dataSet());
        } catch (InvalidDataSetException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
