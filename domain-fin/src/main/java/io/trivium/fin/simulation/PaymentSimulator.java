package io.trivium.fin.simulation;

import io.trivium.fin.authorization.Channel;
import io.trivium.fin.replay.RecordedAuthorization;
import io.trivium.fin.replay.RecordedAuthorization.Details;
import io.trivium.fin.replay.RecordedAuthorization.Label;
import io.trivium.fin.simulation.Draws.Stream;
import io.trivium.fin.simulation.MerchantCategory.Place;
import io.trivium.fin.simulation.World.Card;
import io.trivium.fin.simulation.World.Terminal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Makes card payments, genuine and fraudulent, with the labels that will be reported about them.
 *
 * <p>A day depends on the configuration and its date alone, never on what was made before; so history can be made again
 * after a restart, under the same ids and with the same content. Amounts are in euro. Thread-safe.
 */
public final class PaymentSimulator {
    /** Genuine purchases stay at or below this amount, in euro; {@link FraudScenario#LARGE_AMOUNT} is above it. */
    public static final double LARGE_AMOUNT = 220;

    static final int TERMINAL_COMPROMISED_DAYS = 28;
    static final int CARD_COMPROMISED_DAYS = 14;
    static final double TERMINAL_COMPROMISED_PER_DAY = 0.0002;
    static final double CARD_COMPROMISED_PER_DAY = 0.0006;
    static final double COMPROMISED_CARD_FRAUD_SHARE = 1 / 3.0;
    static final double COMPROMISED_CARD_AMOUNT_FACTOR = 5;
    static final double LARGE_AMOUNT_SHARE = 0.001;
    /** The last three are occasions per ordinary authorization; one occasion is several authorizations. */
    static final double CARD_TESTING_OCCASIONS = 0.00006;

    static final double CROSS_BORDER_OCCASIONS = 0.0006;
    static final double NIGHT_OCCASIONS = 0.0005;

    private static final long IDS_PER_DAY = 1_000_000;
    private static final double HOLIDAY_OUT_OF_COUNTRY = 0.01;

    private final SimulationConfig config;
    private final World world;
    private final double[] cumulativeActivity;

    public PaymentSimulator(SimulationConfig config) {
        this.config = config;
        this.world = new World(config);
        double[] activity = world.cards().stream().mapToDouble(Card::perDay).toArray();
        Arrays.parallelPrefix(activity, Double::sum);
        this.cumulativeActivity = activity;
    }

    public SimulationConfig config() {
        return config;
    }

    /** A fraud or a genuine purchase that has no id yet. */
    private record Draft(
            Instant at, Card card, Terminal terminal, Channel channel, BigDecimal amount, FraudScenario scenario) {}

    /** Every authorization of the UTC day, in order of time. */
    public List<RecordedAuthorization> day(LocalDate date) {
        Instant midnight = date.atStartOfDay(ZoneOffset.UTC).toInstant();
        long epochDay = date.toEpochDay();
        List<Draft> drafts = new ArrayList<>();
        for (Card card : world.cards()) {
            Draws draws = Draws.keyed(config.seed(), Stream.CARD_DAY, card.index(), epochDay);
            int purchases = draws.poisson(card.perDay() * weekdayFactor(date.getDayOfWeek()));
            for (int i = 0; i < purchases; i++) {
                drafts.add(purchase(card, midnight.plusSeconds(secondOfDay(draws)), draws));
            }
        }
        int ordinary = drafts.size();
        Draws draws = Draws.keyed(config.seed(), Stream.DAY, epochDay, 0);
        for (int i = draws.poisson(ordinary * CARD_TESTING_OCCASIONS); i > 0; i--) {
            drafts.addAll(cardTesting(midnight.plusSeconds(draws.index(86_400)), draws));
        }
        for (int i = draws.poisson(ordinary * CROSS_BORDER_OCCASIONS); i > 0; i--) {
            drafts.addAll(crossBorder(midnight.plusSeconds(draws.index(86_400)), draws));
        }
        for (int i = draws.poisson(ordinary * NIGHT_OCCASIONS); i > 0; i--) {
            drafts.addAll(nightWithdrawals(midnight.plusSeconds(draws.between(3_600, 4 * 3_600)), draws));
        }
        // What starts late in the evening and would end after midnight is cut off with the day.
        drafts.removeIf(draft -> !draft.at.isBefore(midnight.plus(Duration.ofDays(1))));
        drafts.sort(Comparator.comparing(Draft::at)
                .thenComparingInt(draft -> draft.card.index())
                .thenComparingInt(draft -> draft.terminal.index())
                .thenComparing(Draft::amount));
        if (drafts.size() >= IDS_PER_DAY) {
            throw new IllegalStateException("more authorizations on " + date + " than there are ids: " + drafts.size());
        }
        List<RecordedAuthorization> rows = new ArrayList<>(drafts.size());
        for (Draft draft : drafts) {
            rows.add(record(epochDay * IDS_PER_DAY + rows.size(), draft));
        }
        return rows;
    }

    /**
     * What happens because of one arrival now: a single purchase as a rule, now and then the several authorizations of a
     * fraud, some minutes apart.
     *
     * @param arrival number of the arrival; one number and one time always give the same
     * @param firstId the id of the first authorization, the others count up from it
     */
    public List<RecordedAuthorization> arrival(long arrival, Instant now, long firstId) {
        Draws draws = Draws.keyed(config.seed(), Stream.LIVE, arrival, now.toEpochMilli());
        List<Draft> drafts = new ArrayList<>();
        int hour = now.atOffset(ZoneOffset.UTC).getHour();
        double kind = draws.uniform();
        if (kind < CARD_TESTING_OCCASIONS) {
            drafts.addAll(cardTesting(now, draws));
        } else if (kind < CARD_TESTING_OCCASIONS + CROSS_BORDER_OCCASIONS) {
            drafts.addAll(crossBorder(now, draws));
        } else if (kind < CARD_TESTING_OCCASIONS + CROSS_BORDER_OCCASIONS + NIGHT_OCCASIONS * 24 / 3
                && hour >= 1
                && hour < 4) {
            drafts.addAll(nightWithdrawals(now, draws));
        } else {
            drafts.add(purchase(anyCard(draws), now, draws));
        }
        drafts.sort(Comparator.comparing(Draft::at));
        List<RecordedAuthorization> rows = new ArrayList<>(drafts.size());
        for (Draft draft : drafts) {
            rows.add(record(firstId + rows.size(), draft));
        }
        return rows;
    }

    private Draft purchase(Card card, Instant at, Draws draws) {
        Terminal terminal;
        double place = draws.uniform();
        if (place < card.onlineShare()) {
            terminal = skewed(world.online(), draws);
        } else if (place < card.onlineShare() + (1 - card.onlineShare()) * HOLIDAY_OUT_OF_COUNTRY) {
            List<Terminal> abroad = world.shopsAbroad(card, draws);
            terminal = abroad.get(draws.index(abroad.size()));
        } else if (draws.chance(0.05)) {
            terminal = skewed(card.cashMachines(), draws);
        } else {
            terminal = skewed(card.shops(), draws);
        }
        double amount = genuineAmount(card, terminal, draws);
        Channel channel = channel(terminal, draws);
        long epochDay = Math.floorDiv(at.getEpochSecond(), 86_400);
        if (compromised(
                Stream.TERMINAL_COMPROMISED,
                terminal.index(),
                epochDay,
                TERMINAL_COMPROMISED_DAYS,
                TERMINAL_COMPROMISED_PER_DAY)) {
            return draft(at, card, terminal, channel, amount, FraudScenario.COMPROMISED_TERMINAL);
        }
        if (compromised(
                        Stream.CARD_COMPROMISED,
                        card.index(),
                        epochDay,
                        CARD_COMPROMISED_DAYS,
                        CARD_COMPROMISED_PER_DAY)
                && draws.chance(COMPROMISED_CARD_FRAUD_SHARE)) {
            return draft(
                    at,
                    card,
                    skewed(world.online(), draws),
                    Channel.ECOMMERCE,
                    amount * COMPROMISED_CARD_AMOUNT_FACTOR,
                    FraudScenario.COMPROMISED_CARD);
        }
        if (draws.chance(LARGE_AMOUNT_SHARE)) {
            return draft(
                    at,
                    card,
                    terminal,
                    channel,
                    draws.uniform(LARGE_AMOUNT + 1, 4 * LARGE_AMOUNT),
                    FraudScenario.LARGE_AMOUNT);
        }
        return draft(at, card, terminal, channel, amount, FraudScenario.GENUINE);
    }

    /** Fifteen to forty cards, each tried two to five times within a few minutes of each other, within 20 minutes. */
    private List<Draft> cardTesting(Instant start, Draws draws) {
        Terminal terminal = world.online().get(draws.index(world.online().size()));
        List<Draft> drafts = new ArrayList<>();
        for (int cards = draws.between(15, 40); cards > 0; cards--) {
            Card card = world.cards().get(draws.index(world.cards().size()));
            Instant at = start.plusMillis((long) draws.uniform(0, 1_080_000));
            for (int tries = draws.between(2, 5); tries > 0; tries--) {
                drafts.add(draft(
                        at, card, terminal, Channel.ECOMMERCE, draws.uniform(0.5, 3), FraudScenario.CARD_TESTING));
                at = at.plusMillis((long) draws.uniform(2_000, 30_000));
            }
        }
        return drafts;
    }

    /** Two to four purchases abroad, 2 to 20 minutes apart. */
    private List<Draft> crossBorder(Instant start, Draws draws) {
        Card card = anyCard(draws);
        List<Terminal> shops = world.shopsAbroad(card, draws);
        List<Draft> drafts = new ArrayList<>();
        Instant at = start;
        for (int purchases = draws.between(2, 4); purchases > 0; purchases--) {
            drafts.add(draft(
                    at,
                    card,
                    shops.get(draws.index(shops.size())),
                    Channel.MAGSTRIPE,
                    draws.uniform(80, LARGE_AMOUNT),
                    FraudScenario.CROSS_BORDER));
            at = at.plusMillis((long) draws.uniform(120_000, 1_200_000));
        }
        return drafts;
    }

    /** Two to four withdrawals of 100 to 200 at one machine, one to five minutes apart. */
    private List<Draft> nightWithdrawals(Instant start, Draws draws) {
        Card card = anyCard(draws);
        Terminal machine = card.cashMachines().getLast();
        List<Draft> drafts = new ArrayList<>();
        Instant at = start;
        for (int withdrawals = draws.between(2, 4); withdrawals > 0; withdrawals--) {
            drafts.add(
                    draft(at, card, machine, Channel.ATM, 20 * draws.between(5, 10), FraudScenario.NIGHT_WITHDRAWAL));
            at = at.plusMillis((long) draws.uniform(60_000, 300_000));
        }
        return drafts;
    }

    private static Draft draft(
            Instant at, Card card, Terminal terminal, Channel channel, double amount, FraudScenario scenario) {
        BigDecimal euro = BigDecimal.valueOf(amount).setScale(2, RoundingMode.HALF_EVEN);
        return new Draft(at, card, terminal, channel, euro, scenario);
    }

    private RecordedAuthorization record(long id, Draft draft) {
        boolean fraud = draft.scenario != FraudScenario.GENUINE;
        boolean present = draft.terminal.category().place() != Place.ONLINE && draft.channel != Channel.ECOMMERCE;
        return new RecordedAuthorization(
                id,
                draft.at,
                draft.card.token(),
                draft.terminal.id(),
                draft.amount,
                fraud,
                draft.scenario.number(),
                new Details(
                        draft.terminal.merchantId(),
                        draft.terminal.category().code(),
                        draft.terminal.country(),
                        draft.channel.wireName(),
                        present,
                        null,
                        null,
                        null),
                label(id, draft.at, fraud));
    }

    /**
     * Frauds: 64 % a chargeback after one day plus a log-normal delay (median 5 days, sigma 0.7, at most 60 days in all),
     * 30 % found by an analyst after 2 to 48 hours, 6 % never reported. Genuine: 0.5 % cleared by an analyst after one to
     * three days. Whole seconds.
     */
    private Label label(long id, Instant at, boolean fraud) {
        Draws draws = Draws.keyed(config.seed(), Stream.LABEL, id, 0);
        double fate = draws.uniform();
        if (!fraud) {
            return fate < 0.005 ? after(at, draws.uniform(24, 72), "analyst") : Label.NEVER;
        }
        if (fate < 0.06) return Label.NEVER;
        if (fate < 0.36) return after(at, draws.uniform(2, 48), "analyst");
        return after(at, 24 * Math.min(60, 1 + draws.logNormal(5, 0.7)), "chargeback");
    }

    private static Label after(Instant at, double hours, String source) {
        return new Label(Instant.ofEpochSecond(at.getEpochSecond() + Math.round(hours * 3_600)), source);
    }

    private boolean compromised(Stream stream, int index, long epochDay, int days, double perDay) {
        for (long start = epochDay - days + 1; start <= epochDay; start++) {
            if (Draws.uniform(config.seed(), stream, index, start) < perDay) return true;
        }
        return false;
    }

    private Card anyCard(Draws draws) {
        double mark = draws.uniform() * cumulativeActivity[cumulativeActivity.length - 1];
        int found = Arrays.binarySearch(cumulativeActivity, mark);
        return world.cards().get(Math.min(found >= 0 ? found + 1 : -found - 1, cumulativeActivity.length - 1));
    }

    /** Prefers the front of the list: half of the draws fall on its first quarter. */
    private static Terminal skewed(List<Terminal> terminals, Draws draws) {
        return terminals.get((int) (terminals.size() * StrictMath.pow(draws.uniform(), 2)));
    }

    private static double genuineAmount(Card card, Terminal terminal, Draws draws) {
        double median = card.medianAmount() * terminal.category().amountFactor();
        double amount = draws.logNormal(median, card.amountSigma());
        for (int tries = 0; tries < 8 && amount > LARGE_AMOUNT; tries++) {
            amount = draws.logNormal(median, card.amountSigma());
        }
        if (amount > LARGE_AMOUNT) amount = draws.uniform(median / 2, LARGE_AMOUNT);
        return terminal.category().place() == Place.CASH_MACHINE
                ? Math.clamp(Math.rint(amount / 10) * 10, 10, LARGE_AMOUNT)
                : Math.max(0.5, amount);
    }

    private static Channel channel(Terminal terminal, Draws draws) {
        double kind = draws.uniform();
        return switch (terminal.category().place()) {
            case ONLINE -> kind < 0.95 ? Channel.ECOMMERCE : Channel.MOTO;
            case CASH_MACHINE -> Channel.ATM;
            case SHOP -> kind < 0.62 ? Channel.CONTACTLESS : kind < 0.99 ? Channel.CHIP : Channel.MAGSTRIPE;
        };
    }

    private static double weekdayFactor(DayOfWeek day) {
        return switch (day) {
            case MONDAY, TUESDAY, WEDNESDAY, THURSDAY -> 0.95;
            case FRIDAY -> 1.15;
            case SATURDAY -> 1.25;
            case SUNDAY -> 0.8;
        };
    }

    /** Mostly around noon, a third in the evening, a twentieth at any time. */
    private static long secondOfDay(Draws draws) {
        double kind = draws.uniform();
        double second = kind < 0.05
                ? draws.uniform(0, 86_400)
                : kind < 0.65 ? draws.normal(13 * 3_600, 3 * 3_600) : draws.normal(18.5 * 3_600, 2 * 3_600);
        return Math.clamp((long) second, 0, LocalTime.MAX.toSecondOfDay());
    }
}
