package io.trivium.runtime.serving;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Energy of the processors as Linux's RAPL counters give it, and of NVIDIA's devices as their driver does: all of the
 * machine's, including other programs. Where none can be read, only {@link #AVAILABLE} reports that. Thread-safe.
 */
final class EnergyMeter {
    /** 1 when counters can be read, else 0; then there are no other meters. */
    static final String AVAILABLE = "model.inference.energy.available";
    /** Joules since the service started. */
    static final String TOTAL = "model.inference.energy";
    /** Joules since the meter was last read, divided by the requests answered since then. */
    static final String PER_REQUEST = "model.inference.energy.per.request";

    private static final String PACKAGES = "intel-rapl:[0-9]*";
    private static final double MICRO = 1e-6;

    private final List<Counter> counters = new ArrayList<>();
    private final MeterRegistry registry;
    private double joules;
    private double joulesThen;
    private double answeredThen;
    private double perRequest = Double.NaN;

    private EnergyMeter(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Microjoules since some moment. */
    @FunctionalInterface
    private interface Reading {
        long microjoules() throws IOException;
    }

    /** A counter that starts again at 0 after {@code range}, or whenever its driver does where that is 0. */
    private static final class Counter {
        private final Reading reading;
        private final long range;
        private long last;

        Counter(Reading reading, long range) throws IOException {
            this.reading = reading;
            this.range = range;
            this.last = reading.microjoules();
        }

        /** Microjoules since the last call. */
        long next() throws IOException {
            long now = reading.microjoules();
            long more = now >= last ? now - last : range == 0 ? now : now + range - last;
            last = now;
            return more;
        }
    }

    /**
     * Registers the meters.
     *
     * @param powercap {@code /sys/class/powercap}
     * @param devices of NVIDIA
     */
    static void register(MeterRegistry registry, Path powercap, List<DeviceEnergy> devices) {
        EnergyMeter meter = new EnergyMeter(registry);
        meter.open(powercap);
        meter.open(devices);
        boolean readable = !meter.counters.isEmpty();
        Gauge.builder(AVAILABLE, () -> readable ? 1 : 0).register(registry);
        if (!readable) return;
        FunctionCounter.builder(TOTAL, meter, EnergyMeter::total)
                .baseUnit("joules")
                .register(registry);
        Gauge.builder(PER_REQUEST, meter, EnergyMeter::perRequest)
                .baseUnit("joules")
                .strongReference(true)
                .register(registry);
    }

    private void open(Path powercap) {
        try (DirectoryStream<Path> zones = Files.newDirectoryStream(powercap, PACKAGES)) {
            for (Path zone : zones) {
                // Zones such as intel-rapl:0:1 are parts of intel-rapl:0.
                @Nullable Path name = zone.getFileName();
                if (name == null
                        || name.toString().indexOf(':') != name.toString().lastIndexOf(':')) {
                    continue;
                }
                Path file = zone.resolve("energy_uj");
                counters.add(new Counter(() -> number(file), number(zone.resolve("max_energy_range_uj"))));
            }
        } catch (IOException | NumberFormatException e) {
            counters.clear(); // not there, or readable by root only
        }
    }

    private void open(List<DeviceEnergy> devices) {
        try {
            for (DeviceEnergy device : devices) counters.add(new Counter(device::microjoules, 0));
        } catch (IOException e) {
            // Lost since it was found; those before it count.
        }
    }

    private static long number(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).strip());
    }

    private synchronized double total() {
        try {
            for (Counter counter : counters) joules += counter.next() * MICRO;
        } catch (IOException | NumberFormatException e) {
            return joules; // as far as it was known
        }
        return joules;
    }

    private synchronized double perRequest() {
        double answered = registry.find(ServingMetrics.REQUEST).timers().stream()
                .mapToLong(Timer::count)
                .sum();
        double now = total();
        if (answered > answeredThen) {
            perRequest = (now - joulesThen) / (answered - answeredThen);
            joulesThen = now;
            answeredThen = answered;
        }
        return perRequest;
    }
}
