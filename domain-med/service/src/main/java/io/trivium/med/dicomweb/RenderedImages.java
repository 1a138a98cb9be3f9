package io.trivium.med.dicomweb;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.MedErrorCode;
import io.trivium.med.archive.StoredFiles;
import io.trivium.med.archive.StoredInstance;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DicomFile;
import io.trivium.med.dataset.Element.Encapsulated;
import io.trivium.med.dataset.Element.Span;
import io.trivium.med.dataset.Element.Value;
import io.trivium.med.dataset.Frames;
import io.trivium.med.dataset.InvalidDataSetException;
import io.trivium.med.dataset.Limits;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dataset.Vr;
import io.trivium.med.study.FrameLayout;
import io.trivium.med.study.Pixels;
import io.trivium.med.study.UnreadablePixelsException;
import jakarta.enterprise.context.ApplicationScoped;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Renders single frames as JPEG or PNG with 8 bits a sample (PS3.18 8.3.5): a few at a time, one frame in memory each. Thread-safe.
 */
@ApplicationScoped
class RenderedImages {

    private static final int AT_ONCE = 2;
    private static final int MOST_PIXELS = 32 << 20;
    private static final int MOST_ENCODED = 64 << 20;

    private final StoredFiles files;
    private final Semaphore rendering = new Semaphore(AT_ONCE, true);

    RenderedImages(StoredFiles files) {
        this.files = files;
    }

    /**
     * Renders a frame.
     *
     * @param frame from 0; -1 for the one in the middle
     * @param type {@code image/jpeg} or {@code image/png}
     * @throws PlatformException {@code image-not-shown} with the reason, or {@code dicom-object-not-found} for a frame that is not there
     */
    byte[] render(TenantId tenant, StoredInstance stored, int frame, String type, Rendering options) {
        rendering.acquireUninterruptibly();
        try {
            BufferedImage image = image(tenant, stored, frame, options);
            return encoded(scaled(image, options), type, options.quality());
        } catch (UnreadablePixelsException
                | InvalidDataSetException
                | IllegalArgumentException
                | ArithmeticException e) {
            throw notShown(stored, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            rendering.release();
        }
    }

    private static PlatformException notShown(StoredInstance stored, String why) {
        return new PlatformException(MedErrorCode.IMAGE_NOT_SHOWN, why, Map.of("sopInstanceUid", stored.sopInstance()));
    }

    private BufferedImage image(TenantId tenant, StoredInstance stored, int frame, Rendering options)
            throws IOException, UnreadablePixelsException {
        if (stored.transferSyntax().equals(Uids.DEFLATED)) {
            throw notShown(stored, "The data set is deflated as a whole; retrieve the instance.");
        }
        try (FileChannel file = files.open(tenant, stored)) {
            DataSet header = header(file);
            byte[] encoded = encoded(file, stored, frame);
            header.put(Tag.NUMBER_OF_FRAMES, "1");
            if (stored.transferSyntax().equals(Uids.JPEG_BASELINE)) return options.show(header, baseline(encoded));
            header.put(
                    Uids.isEncapsulated(stored.transferSyntax())
                            ? new Encapsulated(Tag.PIXEL_DATA, Vr.OB, List.of(new byte[0], encoded))
                            : new Value(Tag.PIXEL_DATA, Vr.OW, littleEndian(header, encoded, stored.transferSyntax())));
            FrameLayout layout = FrameLayout.of(header);
            if ((long) layout.rows() * layout.columns() > MOST_PIXELS) {
                throw notShown(stored, "The image has more than 32 million pixels.");
            }
            return options.show(header, layout, Pixels.read(header, stored.transferSyntax()));
        }
    }

    private static DataSet header(FileChannel file) throws IOException {
        file.position(0);
        return DicomFile.read(file, Limits.HEADER).dataSet();
    }

    private byte[] encoded(FileChannel file, StoredInstance stored, int frame) throws IOException {
        List<List<Span>> frames = Frames.of(files.metadata(file, stored), file, stored.dataSetOffset());
        if (frame >= frames.size()) {
            throw new PlatformException(
                    MedErrorCode.OBJECT_NOT_FOUND, "The instance has " + frames.size() + " frames.");
        }
        List<Span> spans = frames.get(frame < 0 ? frames.size() / 2 : frame);
        long length = spans.stream().mapToLong(Span::length).sum();
        if (length > MOST_ENCODED) throw notShown(stored, "The frame has more than " + (MOST_ENCODED >> 20) + " MB.");
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        for (Span span : spans) {
            ByteBuffer part = bytes.slice(bytes.position(), (int) span.length());
            while (part.hasRemaining()) {
                if (file.read(part, span.offset() + part.position()) < 0) {
                    throw new InvalidDataSetException("the file ends within the frame");
                }
            }
            bytes.position(bytes.position() + (int) span.length());
        }
        return bytes.array();
    }

    private static byte[] littleEndian(DataSet header, byte[] bytes, String transferSyntax) {
        if (!transferSyntax.equals(Uids.EXPLICIT_BIG_ENDIAN) || header.numberOr(Tag.BITS_ALLOCATED, 0) != 16) {
            return bytes;
        }
        byte[] swapped = new byte[bytes.length];
        for (int i = 0; i + 1 < bytes.length; i += 2) {
            swapped[i] = bytes[i + 1];
            swapped[i + 1] = bytes[i];
        }
        return swapped;
    }

    private static BufferedImage baseline(byte[] encoded) throws UnreadablePixelsException {
        try {
            BufferedImage image = ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded)));
            if (image == null) throw new UnreadablePixelsException("The frame is no JPEG image.");
            return image;
        } catch (IOException e) {
            throw new UnreadablePixelsException("The JPEG frame cannot be read: " + e.getMessage(), e);
        }
    }

    private static BufferedImage scaled(BufferedImage image, Rendering options) {
        Rendering.Viewport viewport = options.viewport();
        if (viewport == null) return image;
        int x = Math.clamp(viewport.x(), 0, image.getWidth() - 1);
        int y = Math.clamp(viewport.y(), 0, image.getHeight() - 1);
        int width = Math.min(viewport.sourceWidth(), image.getWidth() - x);
        int height = Math.min(viewport.sourceHeight(), image.getHeight() - y);
        double scale = Math.min((double) viewport.width() / width, (double) viewport.height() / height);
        BufferedImage target = new BufferedImage(
                Math.clamp(Math.round(width * scale), 1, viewport.width()),
                Math.clamp(Math.round(height * scale), 1, viewport.height()),
                image.getType());
        Graphics2D graphics = target.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, target.getWidth(), target.getHeight(), x, y, x + width, y + height, null);
        graphics.dispose();
        return target;
    }

    private static byte[] encoded(BufferedImage image, String type, int quality) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByMIMEType(type).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            if (type.equals("image/jpeg")) {
                parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                parameters.setCompressionQuality(quality / 100f);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
