package io.trivium.deploy.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Values of the header Authorization that are no token; the same for the same seed. */
final class MalformedTokens {
    private static final List<String> KNOWN = List.of(
            "Bearer .",
            "Bearer ..",
            "Bearer ...",
            "Bearer",
            "Bearer a.b.c",
            "Basic Og==",
            "Bearer eyJhbGciOiJSUzI1NiJ9.e30.eA",
            "Bearer eyJhbGciOiJub25lIn0.e30.",
            "Bearer ewAA.ewAA.AAAA");
    private static final String CHARACTERS = ".eyJAZaz09-_ =/+";
    private static final int LONGEST = 60;

    private MalformedTokens() {}

    static List<String> of(long seed, int number) {
        Random random = new Random(seed);
        List<String> values = new ArrayList<>(KNOWN.subList(0, Math.min(number, KNOWN.size())));
        while (values.size() < number) {
            StringBuilder value = new StringBuilder("Bearer ");
            for (int length = random.nextInt(LONGEST); length > 0; length--) {
                value.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
            }
            values.add(value.toString().strip());
        }
        return values;
    }
}
