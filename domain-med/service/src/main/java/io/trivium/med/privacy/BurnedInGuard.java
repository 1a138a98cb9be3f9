package io.trivium.med.privacy;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;
import io.trivium.med.study.FrameLayout;
import io.trivium.med.study.Pixels;
import io.trivium.med.study.UnreadablePixelsException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether pixels may leave. Text in pixels is not found reliably by any program, so whole kinds of objects are refused, and of
 * the others those that say they are annotated or whose pixels look so.
 *
 * <p>The pixel check looks for strokes: runs of one to four pixels of the image's largest value with a jump of more than half
 * the range on both sides. Reconstructed slices have next to none, since a detector blurs; letters of a screen capture consist of
 * them.
 */
public final class BurnedInGuard {
    /** Images made from raw data by a reconstruction, without a screen in between: CT, MR, PET. */
    private static final Set<String> RECONSTRUCTED =
            Set.of("1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.5.1.4.1.1.128");

    private static final int LONGEST_STROKE = 4;
    private static final int MOST_STROKES = 60;

    private BurnedInGuard() {}

    /**
     * Why an object may not leave; nothing if it may.
     *
     * @param transferSyntax of the pixels
     */
    public static Optional<String> refusal(DataSet image, String transferSyntax) {
        String sopClass = image.textOr(Tag.SOP_CLASS_UID, "");
        if (!RECONSTRUCTED.contains(sopClass)) {
            return Optional.of(
                    "Objects of this class may show text: captures, ultrasound, documents and reports do not leave.");
        }
        if (image.textOr(Tag.BURNED_IN_ANNOTATION, "NO").equals("YES")) {
            return Optional.of("Burned In Annotation (0028,0301) says YES.");
        }
        List<String> type = image.texts(Tag.IMAGE_TYPE).stream()
                .map(value -> value.toUpperCase(Locale.ROOT))
                .toList();
        if (type.contains("SCREEN SAVE")
                || type.contains("OTHER")
                || type.contains("DOSE")
                || type.contains("PROTOCOL")) {
            return Optional.of("The image type names a screen or a protocol page.");
        }
        try {
            FrameLayout layout = FrameLayout.of(image);
            if (layout.samples() != 1 || layout.bitsAllocated() > 16) return Optional.of("The image is in color.");
            int strokes = strokes(Pixels.read(image, transferSyntax), layout);
            return strokes > MOST_STROKES
                    ? Optional.of("The pixels look as if they held text (" + strokes + " strokes).")
                    : Optional.empty();
        } catch (UnreadablePixelsException | IllegalArgumentException e) {
            return Optional.of("The pixels cannot be read: " + e.getMessage());
        }
    }

    static int strokes(byte[] pixels, FrameLayout layout) {
        int width = Math.max(1, layout.bitsAllocated() / 8);
        int count = pixels.length / width;
        int[] values = new int[count];
        int low = Integer.MAX_VALUE;
        int high = Integer.MIN_VALUE;
        for (int p = 0; p < count; p++) {
            int raw = width == 1 ? pixels[p] & 0xFF : (pixels[2 * p] & 0xFF) | (pixels[2 * p + 1] << 8);
            values[p] = layout.signed() || width == 1 ? raw : raw & 0xFFFF;
            low = Math.min(low, values[p]);
            high = Math.max(high, values[p]);
        }
        int half = low + (high - low) / 2;
        int strokes = 0;
        for (int row = 0; row < count / layout.columns(); row++) {
            int from = row * layout.columns();
            int end = from + layout.columns();
            for (int p = from + 1; p < end - 1; p++) {
                if (values[p] != high || values[p - 1] >= half) continue;
                int after = p;
                while (after < end && values[after] == high) after++;
                if (after < end && values[after] < half && after - p <= LONGEST_STROKE) strokes++;
                p = after;
            }
        }
        return strokes;
    }
}
