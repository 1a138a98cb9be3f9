package io.trivium.fin.authorization;

/**
 * The ranges in which card numbers begin, and the lengths that each uses. Pure and thread-safe.
 *
 * <p>ISO/IEC 7812-1 gives the form of a number; the ranges are those that the networks publish for merchants and acquirers:
 *
 * <ul>
 *   <li>Visa 4: 13, 16, 18 and 19 digits; Mastercard 51 to 55 and 2221 to 2720: 16
 *   <li>American Express 34 and 37: 15
 *   <li>Diners Club 300 to 305, 3095, 36, 38 and 39: 14 and 16 to 19; JCB 3528 to 3589: 16 to 19
 *   <li>Discover 6011, 644 to 649 and 65; UnionPay 62 and 81; RuPay 60, 65, 81, 82 and 508; Verve, Elo and Maestro in 50 and
 *       56 to 69: 16 to 19
 *   <li>Maestro 5018, 5020, 5038, 5893, 6304, 6759, 6761 to 6763, 6767: 12 to 15 as well
 *   <li>Mir 2200 to 2204: 16 to 19; Napas 9704: 16 to 19; Troy 9792, Uzcard 8600 and Humo 9860: 16
 *   <li>UATP 1 (ISO/IEC 7812-1, major industry identifier of airlines): 15, where no digit touches it, undivided or in groups of
 *       4, 6 and 5. Times in microseconds, counters, and addresses with a port begin with 1, too.
 * </ul>
 */
final class IssuerRanges {

    static final int SHORTEST = 12;
    static final int LONGEST = 19;

    /** The first digit of numbers that count only where no digit touches them. */
    static final byte ALONE = 1;

    /** By the first four digits, each in four bits: bit {@code n} is set where numbers of {@code n} digits exist. */
    private static final int[] LENGTHS = new int[0x10000];

    static {
        add(ALONE, ALONE, 15, 15);
        add(4, 4, 13, 13);
        add(4, 4, 16, 16);
        add(4, 4, 18, 19);
        add(51, 55, 16, 16);
        add(2221, 2720, 16, 16);
        add(34, 34, 15, 15);
        add(37, 37, 15, 15);
        for (int[] diners : new int[][] {{300, 305}, {3095, 3095}, {36, 36}, {38, 39}}) {
            add(diners[0], diners[1], 14, 14);
            add(diners[0], diners[1], 16, 19);
        }
        add(3528, 3589, 16, 19);
        add(50, 50, 16, 19);
        add(56, 69, 16, 19);
        add(81, 82, 16, 19);
        for (int maestro : new int[] {5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763, 6767}) {
            add(maestro, maestro, 12, 15);
        }
        add(2200, 2204, 16, 19);
        add(9704, 9704, 16, 19);
        add(9792, 9792, 16, 16);
        add(8600, 8600, 16, 16);
        add(9860, 9860, 16, 16);
    }

    private IssuerRanges() {}

    /** The lengths that numbers with these first four digits may have, as bits; 0 if there are none. */
    static int lengths(byte[] digits, int from) {
        return LENGTHS[digits[from] << 12 | digits[from + 1] << 8 | digits[from + 2] << 4 | digits[from + 3]];
    }

    /**
     * The length of the shortest numbers with these first four digits; more than {@link #LONGEST} if there are none.
     *
     * @param prefix the digits, each in four bits; higher bits make no difference
     */
    static int shortest(int prefix) {
        return Integer.numberOfTrailingZeros(LENGTHS[prefix & 0xffff]);
    }

    private static void add(int first, int last, int shortest, int longest) {
        int scale = 1;
        while (first * scale < 1000) scale *= 10;
        for (int prefix = first * scale; prefix < (last + 1) * scale; prefix++) {
            for (int length = shortest; length <= longest; length++) {
                LENGTHS[Integer.parseInt(Integer.toString(prefix), 16)] |= 1 << length;
            }
        }
    }
}
