package io.trivium.deploy.standalone;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A program whose threads wait, which prints the milliseconds of processor time that took. */
public final class RestingMain {
    public static final Duration RESTS = Duration.ofSeconds(3);
    private static final int THREADS = 4;

    private RestingMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (ScheduledExecutorService waiting = Executors.newScheduledThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                var _ = waiting.scheduleWithFixedDelay(() -> {}, 1, 1, TimeUnit.SECONDS);
            }
            long before = process.getProcessCpuTime();
            new CountDownLatch(1).await(RESTS.toMillis(), TimeUnit.MILLISECONDS);
            System.out.println(TimeUnit.NANOSECONDS.toMillis(process.getProcessCpuTime() - before));
            waiting.shutdownNow();
        }
    }
}
