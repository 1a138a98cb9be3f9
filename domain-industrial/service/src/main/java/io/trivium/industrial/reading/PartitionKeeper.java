package io.trivium.industrial.reading;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.trivium.core.duty.OffDuty;
import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.OwnerConnection;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Ensures that a partition exists for every time that readings may have, from the oldest kept day to three days ahead,
 * and drops older ones. Works as the owner of the tables, since the service's own role owns nothing.
 */
@ApplicationScoped
class PartitionKeeper {
    private static final Logger LOG = Logger.getLogger(PartitionKeeper.class);
    private static final int DAYS_AHEAD = 3;

    private static final SqlQuery<Long> CREATE = SqlQuery.of(Long.class, """
        select count(reading_partition(:table, day::date))
        from generate_series(:first::timestamp, :last::timestamp, interval '1 day') as day
        """);

    private static final SqlQuery<Integer> DROP =
            SqlQuery.of(Integer.class, "select drop_reading_partitions(:table, :before)");

    private final ReadingConfig config;
    private final InstantSource clock;

    PartitionKeeper(ReadingConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        List<Duration> kept =
                Stream.of(RollUpLevel.values()).map(level -> level.kept(config)).toList();
        if (!kept.equals(kept.stream().sorted().toList())) {
            throw new IllegalArgumentException(
                    "platform.industrial.reading.keep-readings, keep-seconds, keep-minutes, keep-ten-minutes and"
                            + " keep-hours must not fall: a roll-up is made from what is finer");
        }
    }

    /** Before readings are stored. */
    void atStart(@Observes @Priority(100) StartupEvent event) {
        keep();
    }

    @Scheduled(identity = "reading-partitions", every = "1h", delayed = "1h", skipExecutionIf = OffDuty.class)
    void everyHour() {
        keep();
    }

    /** Makes what is missing and drops what is over. */
    void keep() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        try (Connection connection =
                OwnerConnection.open(config.databaseUrl(), config.ownerUser(), config.ownerPassword(), "partitions")) {
            for (RollUpLevel level : RollUpLevel.values()) {
                LocalDate first = today.minusDays(level.kept(config).toDays() + 1);
                create(connection, level.table(), first, today.plusDays(DAYS_AHEAD));
                int dropped = drop(connection, level.table(), first);
                if (dropped > 0) {
                    LOG.infof("%d partitions of %s that end before %s were dropped", dropped, level.table(), first);
                }
            }
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    private static void create(Connection connection, String table, LocalDate first, LocalDate last) {
        CREATE.on(connection)
                .set("table", table)
                .set("first", first)
                .set("last", last)
                .one();
    }

    private static int drop(Connection connection, String table, LocalDate before) {
        return DROP.on(connection).set("table", table).set("before", before).one();
    }
}
