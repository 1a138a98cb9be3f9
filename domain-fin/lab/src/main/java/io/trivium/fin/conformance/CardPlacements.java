package io.trivium.fin.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Card numbers that no issuer gave out, one for each range and length that networks publish (ISO/IEC 7812-1), and texts that
 * hide them between letters, digits and separators. The ranges are listed here once more on purpose: the check does not believe
 * the service's own list. For one thread.
 */
final class CardPlacements {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String UATP = "1";

    private static final List<String> RANGES = List.of(
            "1 15",
            "4 13 16 18 19",
            "51 16",
            "53 16",
            "55 16",
            "2221 16",
            "2720 16",
            "34 15",
            "37 15",
            "300 14 16 19",
            "3095 14 16",
            "36 14 16 19",
            "38 14",
            "39 14",
            "3528 16 19",
            "3589 16",
            "6011 16 19",
            "644 16",
            "65 16 19",
            "62 16 17 18 19",
            "60 16",
            "81 16",
            "82 16",
            "508 16",
            "5018 12 13 14 15 16 19",
            "5020 13",
            "5038 12",
            "5893 14",
            "6304 12 16 18",
            "6759 12 15 19",
            "6761 13",
            "6762 16",
            "6763 12",
            "6767 12",
            "2200 16 19",
            "2204 16",
            "9704 16 19",
            "9792 16",
            "8600 16",
            "9860 16");

    /** A card number, and a text with it. */
    record Placement(String card, String text) {}

    private final Random random;
    private final List<String> cards;

    CardPlacements(long seed) {
        random = new Random(seed);
        List<String> made = new ArrayList<>();
        for (String range : RANGES) {
            List<String> parts = List.of(range.split(" ", -1));
            for (String length : parts.subList(1, parts.size())) {
                made.add(card(parts.getFirst(), Integer.parseInt(length)));
            }
        }
        cards = List.copyOf(made);
    }

    /** Every number that placements use. */
    List<String> cards() {
        return cards;
    }

    /**
     * The next placement.
     *
     * @param separators the characters that may separate groups of digits
     */
    Placement next(String separators) {
        String card = cards.get(random.nextInt(cards.size()));
        String shown = random.nextBoolean()
                ? card
                : grouped(card, Character.toString(separators.charAt(random.nextInt(separators.length()))));
        // A number of UATP with digits before or after it cannot be distinguished from a time or a counter.
        return new Placement(
                card,
                switch (random.nextInt(card.startsWith(UATP) ? 4 : 6)) {
                    case 0 -> shown;
                    case 1 -> letters() + shown;
                    case 2 -> shown + letters();
                    case 3 -> letters() + shown + letters();
                    case 4 -> digits() + shown + digits();
                    default -> "0".repeat(1 + random.nextInt(6)) + shown;
                });
    }

    private String card(String prefix, int length) {
        StringBuilder digits = new StringBuilder(prefix);
        while (digits.length() < length - 1) digits.append((char) ('0' + random.nextInt(10)));
        int sum = 0;
        for (int i = 0; i < length - 1; i++) {
            int digit = digits.charAt(length - 2 - i) - '0';
            int counted = i % 2 == 0 ? 2 * digit : digit;
            sum += counted > 9 ? counted - 9 : counted;
        }
        return digits.append((char) ('0' + (10 - sum % 10) % 10)).toString();
    }

    private static String grouped(String card, String separator) {
        return card.length() == 15
                ? card.substring(0, 4) + separator + card.substring(4, 10) + separator + card.substring(10)
                : card.replaceAll("(\\d{4})(?=\\d)", "$1" + separator);
    }

    private String letters() {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(6); i > 0; i--) text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        return text.toString();
    }

    private String digits() {
        return Integer.toString(1 + random.nextInt(9_999));
    }
}
