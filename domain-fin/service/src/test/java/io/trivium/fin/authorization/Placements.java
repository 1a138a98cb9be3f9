package io.trivium.fin.authorization;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Test card numbers of the networks, and texts in which one of them is hidden. */
public final class Placements {

    /** Numbers that the networks and their acquirers publish for tests, of every range and length there is one of. */
    public static final List<String> CARDS = List.of(
            "4111111111111111",
            "4012888888881881",
            "4222222222222",
            "4000000000000000006",
            "5555555555554444",
            "5105105105105100",
            "2223003122003222",
            "378282246310005",
            "371449635398431",
            "30569309025904",
            "38520000023237",
            "36227206271667",
            "6011111111111117",
            "6011000990139424",
            "3530111333300000",
            "6200000000000005",
            "6759649826438453",
            "6304000000000000",
            "630490017740292441",
            "5018000000000009",
            "676770000005",
            "2201382000000013",
            "6521111111111110");

    private static final List<String> DIGITS_OF = List.of("0", "٠", "०", "０", "𝟎");
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private Placements() {}

    /** A card number and a text that holds it. */
    public record Placement(String card, String text) {}

    /** As many texts as asked for, in the characters that identifiers may have. */
    public static List<Placement> identifiers(int count, long seed) {
        Random random = new Random(seed);
        List<Placement> found = new ArrayList<>();
        while (found.size() < count) {
            String card = CARDS.get(random.nextInt(CARDS.size()));
            String shown = random.nextInt(3) == 0
                    ? grouped(card, "_-".substring(random.nextInt(2)).substring(0, 1))
                    : card;
            found.add(new Placement(card, touched(shown, random)));
        }
        return found;
    }

    /** As many texts as asked for, with separators and digits that only free text has. */
    public static List<Placement> texts(int count, long seed) {
        Random random = new Random(seed);
        List<String> separators = List.of(" ", "-", ".", "/", "_", "\u00a0", " - ", "\u200b", ":", "\t");
        List<Placement> found = new ArrayList<>();
        while (found.size() < count) {
            String card = CARDS.get(random.nextInt(CARDS.size()));
            String separator = separators.get(random.nextInt(separators.size()));
            String shown = switch (random.nextInt(4)) {
                case 0 -> card;
                case 1 -> grouped(card, separator);
                case 2 -> String.join(separator, card.split(""));
                default -> script(card, DIGITS_OF.get(random.nextInt(DIGITS_OF.size())));
            };
            // Single digits with a further digit after another separator cannot be distinguished from a list of
            // numbers.
            String text = shown.equals(String.join(separator, card.split("")))
                    ? letters(random) + shown + letters(random)
                    : touched(shown, random);
            found.add(new Placement(card, "note " + text + " end"));
        }
        return found;
    }

    private static String touched(String shown, Random random) {
        String text = switch (random.nextInt(6)) {
            case 0 -> shown;
            case 1 -> letters(random) + shown;
            case 2 -> shown + letters(random);
            case 3 -> letters(random) + shown + letters(random);
            case 4 -> digits(random) + shown + digits(random);
            default -> "0".repeat(1 + random.nextInt(6)) + shown;
        };
        return random.nextBoolean() ? text : text.toUpperCase(Locale.ROOT);
    }

    private static String letters(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(6); i > 0; i--) text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        return text.toString();
    }

    private static String digits(Random random) {
        return Integer.toString(1 + random.nextInt(9_999));
    }

    private static String grouped(String card, String separator) {
        return card.length() == 15
                ? card.substring(0, 4) + separator + card.substring(4, 10) + separator + card.substring(10)
                : card.replaceAll("(\\d{4})(?=\\d)", "$1" + separator);
    }

    private static String script(String card, String zero) {
        StringBuilder text = new StringBuilder();
        card.chars().forEach(c -> text.appendCodePoint(zero.codePointAt(0) + c - '0'));
        return text.toString();
    }
}
