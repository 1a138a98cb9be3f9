package io.trivium.fin.casework.queue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings of the desk: queues, deadlines, locks. */
@ConfigMapping(prefix = "platform.fin.casework")
public interface CaseworkConfig {

    /** Whether this process turns decisions into alerts and cases. */
    @WithDefault("true")
    boolean enabled();

    /** Time from opening until a case is due, by priority. */
    Sla sla();

    /** How long a lock lasts without being renewed by the open page. */
    @WithDefault("5m")
    @DurationMin(seconds = 1)
    @DurationMax(days = 1)
    Duration lock();

    /** Amount that counts as large, in units of a currency without an entry in {@link #largeAmounts}. */
    @WithDefault("1000")
    @DecimalMin("0.01")
    BigDecimal largeAmount();

    /** Amounts that count as large, by ISO 4217 code. */
    Map<String, @DecimalMin("0.01") BigDecimal> largeAmounts();

    /** Queues by name; a case is assigned to the first that accepts it, by {@link Queue#order}. */
    Map<String, @Valid Queue> queues();

    /** Days of stored decisions from which a customer's normal is computed. */
    @WithDefault("30")
    @Min(1)
    @Max(90)
    int normalDays();

    /** Fonts for reports in PDF, TrueType outlines (.ttf, .ttc); the first that has a character sets it. */
    @WithDefault(
            "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf,/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc,"
                    + "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
    List<Path> reportFonts();

    /** Deadlines by priority. */
    interface Sla {
        /** Of critical severity. */
        @WithDefault("15m")
        @DurationMin(minutes = 1)
        @DurationMax(days = 365)
        Duration critical();

        /** Of high severity. */
        @WithDefault("1h")
        @DurationMin(minutes = 1)
        @DurationMax(days = 365)
        Duration high();

        /** Of medium severity. */
        @WithDefault("4h")
        @DurationMin(minutes = 1)
        @DurationMax(days = 365)
        Duration medium();

        /** Of low severity. */
        @WithDefault("24h")
        @DurationMin(minutes = 1)
        @DurationMax(days = 365)
        Duration low();
    }

    /** Which cases a queue takes, and who works it. */
    interface Queue {
        /** Position among the queues; the queue with the smallest value is evaluated first. */
        @Min(0)
        @Max(1000)
        int order();

        /** Role that sees and works it. */
        @WithDefault("fin-analyst")
        @Pattern(regexp = "fin-analyst|fin-supervisor")
        String role();

        /** Priorities it takes; empty for all. */
        Optional<Set<CasePriority>> priorities();

        /** Takes only cases with one of these reason codes or rules; empty for all. */
        Optional<Set<String>> reasons();

        /** Longest time from opening until due in this queue; the priority's deadline when that is sooner, or alone. */
        Optional<@DurationMin(minutes = 1) @DurationMax(days = 365) Duration> sla();

        /** Open cases of this queue that one person may hold; at the limit the person receives no more cases of it. */
        @WithDefault("25")
        @Min(1)
        @Max(1000)
        int limit();

        /** Whether escalated cases come here, and only these. */
        @WithDefault("false")
        boolean escalations();
    }
}
