package io.trivium.fin.casework.report;

import io.trivium.core.error.PlatformException;
import io.trivium.fin.FinErrorCode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeCollection;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.io.RandomAccessReadBufferedFile;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/**
 * The fonts of one document: PDFBox's own for Latin, Greek and Cyrillic, and those of the configuration for what it has
 * not; a file is opened when the first character needs it. Each is embedded with the characters used. Not thread-safe.
 */
final class ReportFonts implements AutoCloseable {

    private static final String OWN = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

    private final PDDocument document;
    private final List<Path> files;
    private final List<Loaded> loaded = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private int next;

    /** A font and which characters it has. */
    private record Loaded(PDFont font, CmapLookup characters) {}

    /** Characters that one font sets. */
    record Run(PDFont font, String text) {}

    ReportFonts(PDDocument document, List<Path> files) throws IOException {
        this.document = document;
        this.files = files;
        try (InputStream own = PDFont.class.getResourceAsStream(OWN)) {
            if (own == null) throw new IllegalStateException("PDFBox comes without " + OWN);
            load(new TTFParser().parse(new RandomAccessReadBuffer(own.readAllBytes())));
        }
    }

    /**
     * The text in runs of one font each; control characters are left out.
     *
     * @throws PlatformException {@code report-font-missing} for a character that no font has
     */
    List<Run> runs(String text) throws IOException {
        List<Run> runs = new ArrayList<>();
        StringBuilder same = new StringBuilder();
        PDFont present = null;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            if (Character.isISOControl(character)) continue;
            PDFont font = fontOf(character);
            if (present != null && !present.equals(font)) {
                runs.add(new Run(present, same.toString()));
                same.setLength(0);
            }
            present = font;
            same.appendCodePoint(character);
        }
        if (present != null) runs.add(new Run(present, same.toString()));
        return runs;
    }

    /** Width of the text in points. */
    float width(String text, float size) throws IOException {
        float width = 0;
        for (Run run : runs(text)) width += run.font().getStringWidth(run.text()) / 1000 * size;
        return width;
    }

    private PDFont fontOf(int character) throws IOException {
        for (Loaded one : loaded) {
            if (one.characters().getGlyphId(character) != 0) return one.font();
        }
        while (next < files.size()) {
            Path file = files.get(next++);
            if (!Files.isReadable(file)) continue;
            Loaded one = open(file);
            if (one.characters().getGlyphId(character) != 0) return one.font();
        }
        throw new PlatformException(
                FinErrorCode.REPORT_FONT_MISSING,
                FinErrorCode.REPORT_FONT_MISSING.meaning() + " " + FinErrorCode.REPORT_FONT_MISSING.remedy(),
                Map.of("character", Character.toString(character)));
    }

    private Loaded open(Path file) throws IOException {
        File source = file.toFile();
        if (file.toString().endsWith(".ttc")) {
            TrueTypeCollection collection = new TrueTypeCollection(source);
            open.add(collection);
            List<TrueTypeFont> fonts = new ArrayList<>();
            collection.processAllFonts(fonts::add);
            return load(fonts.getFirst());
        }
        return load(new TTFParser().parse(new RandomAccessReadBufferedFile(source)));
    }

    private Loaded load(TrueTypeFont font) throws IOException {
        open.add(font);
        Loaded one = new Loaded(PDType0Font.load(document, font, true), font.getUnicodeCmapLookup());
        loaded.add(one);
        return one;
    }

    @Override
    public void close() throws IOException {
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException("a font could not be closed", e);
            }
        }
    }
}
