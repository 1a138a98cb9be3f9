package io.trivium.runtime.lab.bench;

import io.trivium.runtime.lab.bench.load.Latencies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Callers that each send the next request when the last is answered. */
final class ClosedLoad {
    record Result(Latencies latencies, double perSecond) {}

    private ClosedLoad() {}

    static Result run(Service.Call call, int callers, Duration length) throws Exception {
        long start = System.nanoTime();
        long end = start + length.toNanos();
        List<Future<long[]>> results = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < callers; caller++) results.add(executor.submit(() -> calls(call, end)));
        }
        int total = 0;
        for (Future<long[]> result : results) total += result.get().length;
        long[] all = new long[total];
        int next = 0;
        for (Future<long[]> result : results) {
            long[] some = result.get();
            System.arraycopy(some, 0, all, next, some.length);
            next += some.length;
        }
        return new Result(new Latencies(all, total), total / ((System.nanoTime() - start) / 1e9));
    }

    private static long[] calls(Service.Call call, long end) throws Exception {
        long[] nanos = new long[1 << 12];
        int count = 0;
        for (long before = System.nanoTime(); before < end; before = System.nanoTime()) {
            call.send();
            if (count == nanos.length) nanos = Arrays.copyOf(nanos, 2 * count);
            nanos[count++] = System.nanoTime() - before;
        }
        return Arrays.copyOf(nanos, count);
    }
}
