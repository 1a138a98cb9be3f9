package io.trivium.fin.token;

import java.util.Random;

/** Card numbers that no issuer gave out: random digits with a right check digit. */
public final class Pans {

    private Pans() {}

    /** Sixteen digits that begin with 4. */
    public static String next(Random random) {
        StringBuilder digits = new StringBuilder("4");
        for (int i = 0; i < 14; i++) digits.append((char) ('0' + random.nextInt(10)));
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            int digit = digits.charAt(14 - i) - '0';
            int counted = i % 2 == 0 ? 2 * digit : digit;
            sum += counted > 9 ? counted - 9 : counted;
        }
        return digits.append((char) ('0' + (10 - sum % 10) % 10)).toString();
    }
}
