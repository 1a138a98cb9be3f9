package io.trivium.fin.bench;

import io.trivium.fin.authorization.CardNumbers;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * CPU time that the check for card numbers takes for one field: the least of many rounds, after two that warm up, over all kinds
 * of fields in turn, so that no kind has compiled code of its own. Prints nanoseconds for each kind.
 */
public final class CardNumberBench {
    private static final int COPIES = 64;
    private static final int REPETITIONS = 3_000;
    private static final int ROUNDS = 30;
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private CardNumberBench() {}

    private static Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("terminal", "T-17");
        fields.put("authorization id", "order-7c1f90a2-44b1");
        fields.put("UUID", "7f0c2a64-9d1b-4c1e-8a55-0e3f9b2d7c10");
        fields.put("token", "pan_k1_abcdefghijklmnopabcdefghijklmnop");
        fields.put("merchant", "m000412.branch-7");
        fields.put("note", "Customer called, says he was in Berlin on 12 May 2026 at 10:15");
        fields.put("time, ms", "2026-11-30T21:15:40.123Z");
        fields.put("time, us", "2026-11-30T21:15:40.123456Z");
        fields.put("12 digits", "123456789012");
        fields.put("26 digits", "tok_00000000000000000000000412");
        fields.put("ISO 8583 id", "8583:123456:1130211540:004711");
        return fields;
    }

    /** No arguments. */
    public static void main(String[] arguments) {
        for (int warmUp = 0; warmUp < 2; warmUp++) fields().values().forEach(CardNumberBench::nanos);
        fields().forEach((kind, text) ->
                System.out.println(String.format(Locale.ROOT, "%-18s %7.1f ns", kind, nanos(text))));
    }

    private static double nanos(String text) {
        List<String> copies = new ArrayList<>();
        for (int i = 0; i < COPIES; i++) copies.add(String.valueOf(text.toCharArray()));
        double least = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = CPU.getCurrentThreadCpuTime();
            int found = 0;
            for (int i = 0; i < REPETITIONS; i++) {
                for (String each : copies) found += CardNumbers.isIn(each) ? 1 : 0;
            }
            double each = (CPU.getCurrentThreadCpuTime() - start) / (double) (COPIES * REPETITIONS);
            if (found > 0) throw new IllegalStateException(text + " is a card number");
            least = Math.min(least, each);
        }
        return least;
    }
}
