package io.trivium.industrial.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text in which {@code {1}} is replaced by a topic's first level, {@code {2}} by its second, and so on. Immutable.
 */
final class TopicTemplate {
    private static final Pattern LEVEL = Pattern.compile("\\{(\\d{1,2})}");

    private final List<Piece> pieces;

    private sealed interface Piece {
        record Text(String text) implements Piece {}

        record Level(int number) implements Piece {}
    }

    private TopicTemplate(List<Piece> pieces) {
        this.pieces = pieces;
    }

    static TopicTemplate of(String text) {
        List<Piece> pieces = new ArrayList<>();
        Matcher matcher = LEVEL.matcher(text);
        int done = 0;
        while (matcher.find()) {
            pieces.add(new Piece.Text(text.substring(done, matcher.start())));
            pieces.add(new Piece.Level(Integer.parseInt(matcher.group(1))));
            done = matcher.end();
        }
        pieces.add(new Piece.Text(text.substring(done)));
        return new TopicTemplate(List.copyOf(pieces));
    }

    /** The text for a topic's levels; those that the topic does not have are empty. */
    String fill(String[] levels) {
        StringBuilder filled = new StringBuilder();
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Text(String text) -> filled.append(text);
                case Piece.Level(int number) -> {
                    if (number >= 1 && number <= levels.length) filled.append(levels[number - 1]);
                }
            }
        }
        return filled.toString();
    }
}
