package io.trivium.core.model;

/** Checks words {@code [a-z][a-z0-9-]{0,62}} without a pattern, because every inference names a model. */
final class Word {
    static final String RULE = "1 to 63 of a-z 0-9 - that begin with a letter";

    private static final int LONGEST = 63;

    private Word() {}

    static boolean is(String text) {
        if (text.isEmpty() || text.length() > LONGEST || !isLetter(text.charAt(0))) return false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && !isDigit(c) && c != '-') return false;
        }
        return true;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }
}
