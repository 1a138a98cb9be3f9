package io.trivium.core.observability;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Gives meters the form that {@code promtool check metrics} accepts: those that are registered without a description get the
 * one that {@code META-INF/metric-descriptions.properties} of their module has, and labels that libraries write in camel case are
 * written in snake case, names that end like a part of a histogram get another one. Thread-safe; a meter passes it once.
 */
@Singleton
class MetricDescriptions {
    private static final String RESOURCE = "META-INF/metric-descriptions.properties";
    /** The ending of a gauge's name that Prometheus keeps for histograms and summaries. */
    private static final String COUNT = ".count";

    /**
     * Meters of libraries that cannot be given a proper form: times in nanoseconds and milliseconds, which are also there as a share
     * of the CPUs or as a rate, and a timer of open connections whose series have no help text.
     */
    private static final Pattern LEFT_OUT = Pattern.compile(
            "process\\.cpu\\.time|http\\.server\\.connections|kafka\\..*\\.(ns\\.(total|avg)|time\\.ms)");

    private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");

    @Produces
    @Singleton
    MeterFilter metricDescriptions() {
        Properties texts = read(Thread.currentThread().getContextClassLoader());
        return new MeterFilter() {
            @Override
            public MeterFilterReply accept(Meter.Id id) {
                return LEFT_OUT.matcher(id.getName()).matches() ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
            }

            @Override
            public Meter.Id map(Meter.Id id) {
                String given = id.getDescription();
                String description = given == null || given.isBlank() ? texts.getProperty(id.getName()) : given;
                String name = name(id);
                boolean isSnake = id.getTags().stream().allMatch(tag -> isSnake(tag.getKey()));
                boolean stays =
                        isSnake && name.equals(id.getName()) && (description == null || description.equals(given));
                return stays
                        ? id
                        : new Meter.Id(name, snake(id.getTags()), id.getBaseUnit(), description, id.getType());
            }
        };
    }

    /** {@code system.cpu.count} becomes {@code system.cpus}. */
    private static String name(Meter.Id id) {
        String name = id.getName();
        return id.getType() == Meter.Type.GAUGE && name.endsWith(COUNT)
                ? name.substring(0, name.length() - COUNT.length()) + "s"
                : name;
    }

    private static boolean isSnake(String label) {
        return label.equals(label.toLowerCase(Locale.ROOT));
    }

    private static Tags snake(List<Tag> tags) {
        return Tags.of(tags.stream()
                .map(tag ->
                        Tag.of(HUMP.matcher(tag.getKey()).replaceAll("$1_$2").toLowerCase(Locale.ROOT), tag.getValue()))
                .toList());
    }

    /** The descriptions of every module on the class path. */
    static Properties read(ClassLoader loader) {
        Properties texts = new Properties();
        try {
            for (URL resource : Collections.list(loader.getResources(RESOURCE))) {
                try (Reader in = new InputStreamReader(resource.openStream(), StandardCharsets.UTF_8)) {
                    texts.load(in);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the descriptions of the metrics cannot be read", e);
        }
        return texts;
    }
}
