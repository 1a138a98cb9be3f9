package io.trivium.med.dicomweb;

import io.trivium.core.error.PlatformException;
import io.trivium.med.MedErrorCode;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;
import io.trivium.med.study.FrameLayout;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a frame is shown: the query parameters of PS3.18 8.3.5.1. Others, such as {@code annotation} and {@code iccprofile}, have no effect.
 *
 * @param window null for the first window of the image, or its whole range where it has none
 * @param viewport null for the size of the image
 * @param quality of a JPEG image, 1 to 100
 */
record Rendering(@Nullable Window window, @Nullable Viewport viewport, int quality) {

    private static final int DEFAULT_QUALITY = 90;
    private static final int LARGEST = 4096;
    private static final int THUMBNAIL = 128;
    private static final String NUMBER = "[+-]?\\d{1,9}(\\.\\d{1,6})?";

    /** A function of PS3.3 C.11.2.1.2 and C.11.2.1.3 from modality values to 0 … 255. */
    enum Function {
        LINEAR {
            @Override
            double share(double value, double center, double width) {
                double half = (width - 1) / 2;
                if (value <= center - 0.5 - half) return 0;
                return value > center - 0.5 + half ? 1 : (value - (center - 0.5)) / (width - 1) + 0.5;
            }
        },
        LINEAR_EXACT {
            @Override
            double share(double value, double center, double width) {
                return Math.clamp((value - center) / width + 0.5, 0.0, 1.0);
            }
        },
        SIGMOID {
            @Override
            double share(double value, double center, double width) {
                return 1 / (1 + Math.exp(-4 * (value - center) / width));
            }
        };

        abstract double share(double value, double center, double width);

        static Function of(String text) {
            return switch (text.strip().toUpperCase(Locale.ROOT).replace('-', '_')) {
                case "LINEAR", "" -> LINEAR;
                case "LINEAR_EXACT" -> LINEAR_EXACT;
                case "SIGMOID" -> SIGMOID;
                default -> throw invalid("the function of window is linear, linear-exact or sigmoid");
            };
        }
    }

    /** A window of modality values. */
    record Window(double center, double width, Function function) {}

    /**
     * The size in which a region of the image is shown at most; its proportions are kept.
     *
     * @param x left of the region
     * @param sourceWidth width of the region, at most that of the image
     */
    record Viewport(int width, int height, int x, int y, int sourceWidth, int sourceHeight) {}

    /** As the query says; a thumbnail fits into 128 × 128 without a viewport. */
    static Rendering of(Map<String, List<String>> query, boolean thumbnail) {
        Viewport viewport = parameter(query, "viewport").isEmpty()
                ? thumbnail ? new Viewport(THUMBNAIL, THUMBNAIL, 0, 0, Integer.MAX_VALUE, Integer.MAX_VALUE) : null
                : viewport(parameter(query, "viewport"));
        String window = parameter(query, "window");
        String quality = parameter(query, "quality");
        if (!quality.isEmpty() && !quality.matches("[1-9]\\d?|100")) throw invalid("quality is a number from 1 to 100");
        return new Rendering(
                window.isEmpty() ? null : window(window),
                viewport,
                quality.isEmpty() ? DEFAULT_QUALITY : Integer.parseInt(quality));
    }

    private static String parameter(Map<String, List<String>> query, String name) {
        return String.join(",", query.getOrDefault(name, List.of())).strip();
    }

    private static Window window(String text) {
        String[] parts = text.split(",", -1);
        if (parts.length < 2
                || parts.length > 3
                || !parts[0].matches(NUMBER)
                || !parts[1].matches(NUMBER)
                || Double.parseDouble(parts[1]) < 1) {
            throw invalid("window is center,width or center,width,function, with a width from 1");
        }
        return new Window(
                Double.parseDouble(parts[0]),
                Double.parseDouble(parts[1]),
                Function.of(parts.length == 3 ? parts[2] : ""));
    }

    private static Viewport viewport(String text) {
        String[] parts = text.split(",", -1);
        int[] values = {0, 0, 0, 0, Integer.MAX_VALUE, Integer.MAX_VALUE};
        boolean valid = parts.length == 2 || parts.length == 6;
        for (int i = 0; valid && i < parts.length; i++) {
            valid = parts[i].matches("\\d{1,5}") || (i > 1 && parts[i].isEmpty());
            if (valid && !parts[i].isEmpty()) values[i] = Integer.parseInt(parts[i]);
        }
        if (!valid
                || values[0] < 1
                || values[1] < 1
                || values[0] > LARGEST
                || values[1] > LARGEST
                || values[4] < 1
                || values[5] < 1) {
            throw invalid("viewport is width,height from 1 to 4096, and x,y,width,height of a region after them");
        }
        return new Viewport(values[0], values[1], values[2], values[3], values[4], values[5]);
    }

    private static PlatformException invalid(String why) {
        return new PlatformException(MedErrorCode.QUERY_INVALID, "The query cannot be answered: " + why + ".");
    }

    /** An image that a decoder made: gray is windowed, color is shown as it is. */
    BufferedImage show(DataSet header, BufferedImage decoded) {
        if (decoded.getRaster().getNumBands() == 1 && decoded.getRaster().getDataBuffer() instanceof DataBufferByte) {
            byte[] values =
                    (byte[]) decoded.getRaster().getDataElements(0, 0, decoded.getWidth(), decoded.getHeight(), null);
            return gray(
                    header, new FrameLayout(decoded.getHeight(), decoded.getWidth(), 1, 8, 8, false, false, 1), values);
        }
        BufferedImage rgb = new BufferedImage(decoded.getWidth(), decoded.getHeight(), BufferedImage.TYPE_INT_RGB);
        rgb.createGraphics().drawImage(decoded, 0, 0, null);
        return rgb;
    }

    /**
     * A frame.
     *
     * @param pixels as {@link io.trivium.med.study.Pixels} gives them
     * @throws IllegalArgumentException for a photometric interpretation that is not shown
     */
    BufferedImage show(DataSet header, FrameLayout layout, byte[] pixels) {
        String photometric = header.textOr(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2");
        return switch (photometric) {
            case "MONOCHROME1", "MONOCHROME2" -> gray(header, layout, pixels);
            case "RGB", "YBR_FULL" -> color(layout, pixels, photometric.equals("YBR_FULL"));
            default ->
                throw new IllegalArgumentException(
                        "Images with the Photometric Interpretation " + photometric + " are not rendered here.");
        };
    }

    private BufferedImage gray(DataSet header, FrameLayout layout, byte[] pixels) {
        if (layout.samples() != 1 || layout.bitsAllocated() > 16) {
            throw new IllegalArgumentException("Gray images are rendered with one sample of up to 16 bits a pixel.");
        }
        double slope = header.decimal(Tag.RESCALE_SLOPE).orElse(1);
        double intercept = header.decimal(Tag.RESCALE_INTERCEPT).orElse(0);
        int unused = Integer.SIZE - layout.bitsStored();
        boolean wide = layout.bitsAllocated() == 16;
        IntToDoubleFunction values = p -> {
            int raw = wide ? (pixels[2 * p] & 0xFF) | (pixels[2 * p + 1] << 8) : pixels[p];
            return slope * (layout.signed() ? (raw << unused) >> unused : (raw << unused) >>> unused) + intercept;
        };
        int count = layout.rows() * layout.columns();
        Window shown = window == null ? windowOf(header, values, count) : window;
        boolean inverted = header.textOr(Tag.PHOTOMETRIC_INTERPRETATION, "").equals("MONOCHROME1");
        BufferedImage image = new BufferedImage(layout.columns(), layout.rows(), BufferedImage.TYPE_BYTE_GRAY);
        byte[] target = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        for (int p = 0; p < count; p++) {
            double share = shown.function().share(values.applyAsDouble(p), shown.center(), shown.width());
            int level = (int) Math.round(255 * share);
            target[p] = (byte) (inverted ? 255 - level : level);
        }
        return image;
    }

    private static Window windowOf(DataSet header, IntToDoubleFunction values, int count) {
        double center = header.decimal(Tag.WINDOW_CENTER).orElse(Double.NaN);
        double width = header.decimal(Tag.WINDOW_WIDTH).orElse(Double.NaN);
        if (Double.isFinite(center) && width >= 1) {
            return new Window(center, width, function(header.textOr(Tag.VOI_LUT_FUNCTION, "")));
        }
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int p = 0; p < count; p++) {
            least = Math.min(least, values.applyAsDouble(p));
            greatest = Math.max(greatest, values.applyAsDouble(p));
        }
        return new Window((least + greatest) / 2, Math.max(1, greatest - least), Function.LINEAR_EXACT);
    }

    private static Function function(String text) {
        return Arrays.stream(Function.values())
                .filter(each -> each.name().equals(text))
                .findFirst()
                .orElse(Function.LINEAR);
    }

    private static BufferedImage color(FrameLayout layout, byte[] pixels, boolean luminance) {
        if (layout.samples() != 3 || layout.bitsAllocated() != 8) {
            throw new IllegalArgumentException("Color images are rendered with three samples of 8 bits a pixel.");
        }
        BufferedImage image = new BufferedImage(layout.columns(), layout.rows(), BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < layout.rows() * layout.columns(); p++) {
            int first = pixels[3 * p] & 0xFF;
            int second = pixels[3 * p + 1] & 0xFF;
            int third = pixels[3 * p + 2] & 0xFF;
            image.setRGB(
                    p % layout.columns(),
                    p / layout.columns(),
                    luminance ? rgb(first, second - 128, third - 128) : (first << 16) | (second << 8) | third);
        }
        return image;
    }

    /** PS3.3 C.7.6.3.1.2, YBR_FULL. */
    private static int rgb(int y, int blue, int red) {
        return (level(y + 1.402 * red) << 16)
                | (level(y - 0.344136 * blue - 0.714136 * red) << 8)
                | level(y + 1.772 * blue);
    }

    private static int level(double value) {
        return Math.clamp(Math.round(value), 0, 255);
    }
}
