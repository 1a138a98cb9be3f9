package io.trivium.fin.simulation;

import io.trivium.fin.authorization.Channel;
import io.trivium.fin.replay.RecordedAuthorization;
import io.trivium.fin.replay.RecordedAuthorization.Details;
import io.trivium.fin.simulation.Draws.Stream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Payments whose frauds differ from genuine ones by what the card did months before, and hardly by the last 40 days. Every
 * fraud has a genuine counterpart that looks the same from near:
 *
 * <ul>
 *   <li>purchases abroad: on the holiday that the holder spends in the same country every year, or by a thief elsewhere
 *   <li>a card that wakes after two to seven months: its holder with the old habits, or a thief with others
 *   <li>a run of large purchases: of any card, or of an account that was opened for it months ago (bust-out)
 *   <li>ordinary purchases online: of any card, or of one that was used at one of four colluding merchants two to five
 *       months ago
 * </ul>
 *
 * Amounts are in euro. The same seed gives the same payments. Thread-safe.
 */
public final class LongHistories {
    /** Numbers of the frauds, after those of {@link FraudScenario}. */
    public static final int ABROAD = 7;

    public static final int WOKEN = 8;
    public static final int BUST_OUT = 9;
    public static final int COLLUSION = 10;

    private static final List<String> COUNTRIES = List.of("ES", "FR", "IT", "GR", "PT", "HR", "AT", "TR");
    private static final int SHOPS = 200;
    private static final int ONLINE = 60;
    private static final int ABROAD_EACH = 12;
    private static final int COLLUDING = 4;
    private static final int YEAR = 365;

    private final long seed;
    private final int cards;
    private final List<Merchant> shops = new ArrayList<>();
    private final List<Merchant> online = new ArrayList<>();
    private final List<List<Merchant>> abroad = new ArrayList<>();

    private record Merchant(String id, MerchantCategory category, String country, Channel channel) {}

    /** A card's usual merchants and amounts. */
    private record Habits(List<Merchant> shops, List<Merchant> online, double onlineShare, double medianAmount) {}

    private record Payment(double day, int card, Merchant merchant, double amount, int scenario) {}

    public LongHistories(long seed, int cards) {
        this.seed = seed;
        this.cards = cards;
        Draws draws = Draws.keyed(seed, Stream.LONG_HISTORY, -1, 0);
        List<MerchantCategory> inShops = categories(MerchantCategory.Place.SHOP);
        List<MerchantCategory> onNet = categories(MerchantCategory.Place.ONLINE);
        for (int i = 0; i < SHOPS; i++) shops.add(new Merchant("s" + i, draws.any(inShops), "DE", Channel.CHIP));
        for (int i = 0; i < ONLINE; i++) online.add(new Merchant("o" + i, draws.any(onNet), "DE", Channel.ECOMMERCE));
        for (String country : COUNTRIES) {
            List<Merchant> there = new ArrayList<>();
            for (int i = 0; i < ABROAD_EACH; i++) {
                there.add(new Merchant(country + i, draws.any(inShops), country, Channel.CHIP));
            }
            abroad.add(there);
        }
    }

    private static List<MerchantCategory> categories(MerchantCategory.Place place) {
        return List.of(MerchantCategory.values()).stream()
                .filter(category -> category.place() == place)
                .toList();
    }

    /** The authorizations of some days, each day's in order of time. */
    public List<List<RecordedAuthorization>> days(LocalDate first, int days) {
        List<Payment> payments = new ArrayList<>();
        for (int card = 0; card < cards; card++) {
            new Life(card, Draws.keyed(seed, Stream.LONG_HISTORY, card, 0), days, payments).live();
        }
        payments.removeIf(payment -> payment.day < 0 || payment.day >= days);
        payments.sort(Comparator.comparingDouble(Payment::day).thenComparingInt(Payment::card));
        List<List<RecordedAuthorization>> made = new ArrayList<>();
        for (int day = 0; day < days; day++) made.add(new ArrayList<>());
        Instant begin = first.atStartOfDay(ZoneOffset.UTC).toInstant();
        long id = 0;
        for (Payment payment : payments) made.get((int) payment.day).add(record(id++, begin, payment));
        return made;
    }

    private RecordedAuthorization record(long id, Instant begin, Payment payment) {
        Merchant merchant = payment.merchant;
        boolean present = merchant.channel != Channel.ECOMMERCE;
        Draws draws = Draws.keyed(seed, Stream.LONG_HISTORY, id, 1);
        Channel channel = present && draws.chance(0.5) ? Channel.CONTACTLESS : merchant.channel;
        @Nullable Double km = null;
        if (present) km = merchant.country.equals("DE") ? draws.logNormal(4, 0.8) : draws.uniform(700, 1_600);
        return new RecordedAuthorization(
                id,
                begin.plusSeconds((long) (payment.day * 86_400)),
                "card-" + payment.card,
                merchant.id,
                BigDecimal.valueOf(payment.amount).setScale(2, RoundingMode.HALF_UP),
                payment.scenario != 0,
                payment.scenario,
                new Details(
                        merchant.id,
                        merchant.category.code(),
                        merchant.country,
                        channel.wireName(),
                        present,
                        null,
                        null,
                        km == null ? null : Math.rint(10 * km) / 10),
                null);
    }

    /** Makes all payments of one card. */
    private final class Life {
        private final int card;
        private final Draws draws;
        private final int days;
        private final List<Payment> payments;
        private final Habits habits;
        private final double perDay;

        Life(int card, Draws draws, int days, List<Payment> payments) {
            this.card = card;
            this.draws = draws;
            this.days = days;
            this.payments = payments;
            this.habits = habits();
            this.perDay = Math.clamp(draws.logNormal(0.4, 0.4), 0.1, 1.2);
        }

        private Habits habits() {
            return new Habits(
                    draws.some(shops, 8), draws.some(online, 4), draws.uniform(0.1, 0.4), draws.logNormal(25, 0.5));
        }

        void live() {
            double kind = draws.uniform();
            if (kind < 0.3) traveller();
            else if (kind < 0.5) sleeper();
            else if (kind < 0.62) bustOut();
            else if (kind < 0.72) genuine(draws.uniform(0, days - 200.0), days);
            else genuine(0, days);
        }

        /** Ordinary payments, now and then at a colluding merchant, and perhaps a run of large purchases and a thief abroad. */
        private void genuine(double from, double to) {
            for (double day = next(from); day < to; day = next(day)) {
                if (draws.chance(0.0015)) colluding(day);
                else add(day, habits, 0);
            }
            double years = (to - from) / YEAR;
            if (draws.chance(0.3 * years)) largePurchases(draws.uniform(from, to), 0);
            if (draws.chance(0.15 * years)) awayFrom(draws.index(COUNTRIES.size()), draws.uniform(from, to), 2, ABROAD);
        }

        private double next(double day) {
            return day - StrictMath.log(1 - draws.uniform()) / perDay;
        }

        private void add(double day, Habits of, int scenario) {
            boolean onNet = draws.chance(of.onlineShare);
            Merchant merchant = draws.skewed(onNet ? of.online : of.shops);
            double amount = of.medianAmount * merchant.category.amountFactor() * draws.logNormal(1, 0.5);
            add(day, merchant, amount, scenario);
        }

        private void add(double day, Merchant merchant, double amount, int scenario) {
            payments.add(new Payment(day, card, merchant, Math.max(1, amount), scenario));
        }

        private void colluding(double day) {
            Merchant merchant = shops.get(draws.index(COLLUDING));
            add(day, merchant, habits.medianAmount * merchant.category.amountFactor() * draws.logNormal(1, 0.5), 0);
            if (!draws.chance(0.6)) return;
            double begin = day + draws.uniform(60, 150);
            for (int i = draws.between(3, 5); i > 0; i--) {
                Merchant shop = draws.any(online);
                double amount = habits.medianAmount * shop.category.amountFactor() * draws.logNormal(1.3, 0.5);
                add(begin + draws.uniform(0, 10), shop, amount, COLLUSION);
            }
        }

        private void largePurchases(double begin, int scenario) {
            for (int i = draws.between(4, 8); i > 0; i--) {
                Merchant merchant = draws.any(draws.chance(0.5) ? shops : online);
                add(begin + draws.uniform(0, 5), merchant, draws.uniform(300, 900), scenario);
            }
        }

        private void awayFrom(int country, double begin, double length, int scenario) {
            for (int i = draws.between(3, 6); i > 0; i--) {
                Merchant merchant = draws.any(abroad.get(country));
                double amount = habits.medianAmount * merchant.category.amountFactor() * draws.logNormal(1.5, 0.5);
                add(begin + draws.uniform(0, length), merchant, amount, scenario);
            }
        }

        /** The same country in the same weeks of every year. */
        private void traveller() {
            genuine(0, days);
            int country = draws.index(COUNTRIES.size());
            for (double day = draws.uniform(0, YEAR) - YEAR; day < days; day += YEAR + draws.normal(0, 7)) {
                awayFrom(country, day, 2, 0);
                awayFrom(country, day + 3, 6, 0);
            }
        }

        /** A pause of 60 to 200 days, behind which holder or thief pays; a stolen card is blocked after that. */
        private void sleeper() {
            double begin = draws.uniform(100, days - 80.0);
            double wakes = begin + draws.uniform(60, 200);
            genuine(0, begin);
            if (draws.chance(0.5)) {
                genuine(wakes, days);
                return;
            }
            Habits thief = habits();
            double day = wakes;
            for (int i = draws.between(4, 8); i > 0; i--) {
                add(day, thief, WOKEN);
                day = next(day);
            }
        }

        /** Four to eight months at three merchants with slowly growing amounts, then a run of large purchases. */
        private void bustOut() {
            double opened = draws.uniform(0, days - 130.0);
            double end = opened + draws.uniform(120, 250);
            List<Merchant> few = draws.some(shops, 3);
            for (double day = next(opened); day < end; day = next(day)) {
                double grown = 10 + 80 * (day - opened) / (end - opened);
                add(day, draws.any(few), grown * draws.logNormal(1, 0.3), 0);
            }
            largePurchases(end, BUST_OUT);
        }
    }
}
