package io.trivium.runtime.learning.card;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a document of headings, facts and tables in CommonMark with tables. Not thread-safe. */
final class Markdown {
    private final StringBuilder text = new StringBuilder();

    Markdown heading(int level, String title) {
        if (!text.isEmpty()) text.append('\n');
        text.append("#".repeat(level)).append(' ').append(plain(title)).append("\n\n");
        return this;
    }

    Markdown paragraph(String sentence) {
        text.append(plain(sentence)).append("\n");
        return this;
    }

    /** A line of a list; omitted when it is empty. */
    Markdown fact(String term, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            text.append("- **")
                    .append(plain(term))
                    .append("**: ")
                    .append(plain(value))
                    .append('\n');
        }
        return this;
    }

    /** A line of a list whose value is a name or a hash. */
    Markdown code(String term, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            text.append("- **")
                    .append(plain(term))
                    .append("**: `")
                    .append(value.replace('`', '\'').replace('\n', ' '))
                    .append("`\n");
        }
        return this;
    }

    Markdown table(List<String> heads, List<List<String>> rows) {
        row(heads);
        text.append("|").append(" --- |".repeat(heads.size())).append('\n');
        rows.forEach(this::row);
        return this;
    }

    private void row(List<String> cells) {
        text.append('|');
        for (String cell : cells) text.append(' ').append(plain(cell)).append(" |");
        text.append('\n');
    }

    /** Text without any markup of the document's format. */
    private static String plain(String value) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char each = value.charAt(i);
            if (each == '\n' || each == '\r') {
                plain.append(' ');
            } else {
                if ("\\`*_[]<>|#".indexOf(each) >= 0) plain.append('\\');
                plain.append(each);
            }
        }
        return plain.toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
