package io.trivium.fin.casework.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.jspecify.annotations.Nullable;

/** Lines of text on A4 pages, broken where they do not fit. Not thread-safe. */
final class ReportPages implements AutoCloseable {

    private static final float MARGIN = 50;
    private static final float LEADING = 1.4f;
    private static final float FOOT = 8;

    private final PDDocument document = new PDDocument();
    private final ReportFonts fonts;
    private @Nullable PDPageContentStream page;
    private float y;

    /** An empty document, its own title and language set for readers that speak. */
    ReportPages(List<Path> fontFiles, String title, String language) throws IOException {
        this.fonts = new ReportFonts(document, fontFiles);
        document.getDocumentInformation().setTitle(title);
        document.getDocumentCatalog().setLanguage(language);
    }

    /** A heading with room before it. */
    void heading(String text, float size) throws IOException {
        y -= size;
        line(text, size, 0);
        y -= size * 0.3f;
    }

    /**
     * A paragraph.
     *
     * @param indent of all its lines, in points
     */
    void line(String text, float size, float indent) throws IOException {
        float room = PDRectangle.A4.getWidth() - 2 * MARGIN - indent;
        for (String paragraph : text.lines().toList()) {
            for (String part : broken(paragraph, size, room)) put(part, size, MARGIN + indent);
        }
    }

    /** Breaks after spaces, and between any two characters of scripts that are written without. */
    private List<String> broken(String text, float size, float room) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split("(?<=[\\s·/_-])|(?<=\\p{IsHan})|(?=\\p{IsHan})", -1)) {
            String rest = word;
            if (!line.isEmpty() && fonts.width(line + rest.stripTrailing(), size) > room) {
                lines.add(line.toString());
                line.setLength(0);
            }
            while (fonts.width(rest, size) > room) { // a word longer than a line
                int cut = rest.length() - 1;
                while (cut > 1 && fonts.width(rest.substring(0, cut), size) > room) cut--;
                lines.add(rest.substring(0, cut));
                rest = rest.substring(cut);
            }
            line.append(rest);
        }
        lines.add(line.toString());
        return lines;
    }

    private void put(String text, float size, float x) throws IOException {
        PDPageContentStream stream = page;
        if (stream == null || y - size * LEADING < MARGIN) {
            if (stream != null) stream.close();
            PDPage next = new PDPage(PDRectangle.A4);
            document.addPage(next);
            stream = new PDPageContentStream(document, next);
            page = stream;
            y = PDRectangle.A4.getHeight() - MARGIN;
        }
        y -= size * LEADING;
        write(stream, text, size, x, y);
    }

    private void write(PDPageContentStream stream, String text, float size, float x, float at) throws IOException {
        stream.beginText();
        stream.newLineAtOffset(x, at);
        for (ReportFonts.Run run : fonts.runs(text)) {
            stream.setFont(run.font(), size);
            stream.showText(run.text());
        }
        stream.endText();
    }

    /** The finished file, each page with this text and its number at the foot. */
    byte[] finish(String foot) throws IOException {
        PDPageContentStream last = page;
        if (last != null) last.close();
        page = null;
        int count = document.getNumberOfPages();
        for (int i = 0; i < count; i++) {
            try (PDPageContentStream stream = new PDPageContentStream(
                    document, document.getPage(i), PDPageContentStream.AppendMode.APPEND, true, true)) {
                write(stream, foot + " · " + (i + 1) + "/" + count, FOOT, MARGIN, MARGIN / 2);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        document.save(bytes);
        return bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        document.close();
        fonts.close();
    }
}
