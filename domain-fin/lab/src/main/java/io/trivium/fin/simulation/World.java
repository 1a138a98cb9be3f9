package io.trivium.fin.simulation;

import io.trivium.fin.authorization.CardNumbers;
import io.trivium.fin.simulation.Card.Sent;
import io.trivium.fin.simulation.Draws.Stream;
import io.trivium.fin.simulation.MerchantCategory.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The cards and terminals of a simulation: who lives where, buys what, and which terminals are near. Immutable. */
final class World {
    private static final int NEAR_SHOPS = 24;
    private static final int NEAR_CASH_MACHINES = 3;
    private static final int USUAL_ONLINE = 6;
    private static final int FRIENDS = 4;
    private static final int BILLERS = 3;
    /** So many holders pay with a virtual card that is replaced; its first payments come from a card without a past. */
    private static final double VIRTUAL_SHARE = 0.25;

    private static final int VIRTUAL_CARD_DAYS = 30;

    /** A world has one firm that sends bills for so many cards. */
    private static final int CARDS_PER_BILLER = 40;

    private final long seed;
    private final List<Card> cards;
    private final List<Terminal> terminals;
    private final Map<Country, Map<Place, List<Terminal>>> byCountry = new EnumMap<>(Country.class);
    private final List<Terminal> online;
    private final double[] cumulativeActivity;

    World(SimulationConfig config) {
        this.seed = config.seed();
        this.terminals = terminals(config);
        this.online = terminals.stream()
                .filter(terminal -> terminal.category().place() == Place.ONLINE)
                .toList();
        for (Country country : Country.values()) {
            Map<Place, List<Terminal>> places = new EnumMap<>(Place.class);
            for (Place place : Place.values()) {
                places.put(
                        place,
                        terminals.stream()
                                .filter(terminal -> terminal.category().place() == place)
                                .filter(terminal -> terminal.country() == country)
                                .toList());
            }
            byCountry.put(country, places);
        }
        this.cards = cards(config);
        double[] activity = cards.stream().mapToDouble(Card::perDay).toArray();
        Arrays.parallelPrefix(activity, Double::sum);
        this.cumulativeActivity = activity;
    }

    List<Card> cards() {
        return cards;
    }

    /** A card that pays now: the more active one is, the likelier. */
    Card anyCard(Draws draws) {
        double mark = draws.uniform() * cumulativeActivity[cumulativeActivity.length - 1];
        int found = Arrays.binarySearch(cumulativeActivity, mark);
        return cards.get(Math.min(found >= 0 ? found + 1 : -found - 1, cumulativeActivity.length - 1));
    }

    /** Never empty. */
    List<Terminal> online() {
        return online;
    }

    /** Never empty. */
    List<Terminal> shops(Country country) {
        return place(country, Place.SHOP);
    }

    /** Never empty. */
    List<Terminal> cashMachines(Country country) {
        return place(country, Place.CASH_MACHINE);
    }

    private List<Terminal> place(Country country, Place place) {
        List<Terminal> found = byCountry.getOrDefault(country, Map.of()).getOrDefault(place, List.of());
        if (found.isEmpty()) throw new IllegalStateException("no " + place + " in " + country);
        return found;
    }

    private static List<Terminal> terminals(SimulationConfig config) {
        Country[] countries = Country.values();
        List<Terminal> made = new ArrayList<>(config.terminals());
        for (int i = 0; i < config.terminals(); i++) {
            Draws draws = Draws.keyed(config.seed(), Stream.TERMINAL, i, 0);
            // The first ones ensure that every country has a shop, a cash machine and an online merchant.
            Country country = i < 3 * countries.length ? countries[i % countries.length] : Country.at(draws.uniform());
            MerchantCategory category = switch (i / countries.length) {
                case 0 -> MerchantCategory.GROCERIES;
                case 1 -> MerchantCategory.CASH;
                case 2 -> MerchantCategory.ONLINE_RETAIL;
                default -> MerchantCategory.at(draws.uniform());
            };
            String id = Terminal.PREFIX + "%06d".formatted(i);
            // A third of the terminals are next to the previous one, at the same merchant.
            boolean sameMerchant = i >= 3 * countries.length
                    && draws.chance(1 / 3.0)
                    && category.place() != Place.CASH_MACHINE
                    && made.getLast().category().place() != Place.CASH_MACHINE;
            if (sameMerchant) {
                Terminal beside = made.getLast();
                made.add(new Terminal(
                        i, id, beside.merchantId(), beside.category(), beside.country(), beside.x(), beside.y()));
            } else {
                made.add(new Terminal(
                        i,
                        id,
                        "m-%06d".formatted(i),
                        category,
                        country,
                        country.x(draws.uniform(0, Country.SIDE_KM)),
                        country.y(draws.uniform(0, Country.SIDE_KM))));
            }
        }
        return List.copyOf(made);
    }

    private List<Card> cards(SimulationConfig config) {
        double[] activity = new double[config.cards()];
        Arrays.setAll(activity, i -> Draws.keyed(seed, Stream.CARD, i, 1).logNormal(1, 1));
        double scale = config.authorizationsPerCardDay()
                * config.cards()
                / Arrays.stream(activity).sum();
        return IntStream.range(0, config.cards())
                .mapToObj(i -> card(config, i, activity[i] * scale))
                .toList();
    }

    private Card card(SimulationConfig config, int index, double perDay) {
        Draws draws = Draws.keyed(seed, Stream.CARD, index, 0);
        Country home = Country.at(draws.uniform());
        double x = home.x(draws.uniform(0, Country.SIDE_KM));
        double y = home.y(draws.uniform(0, Country.SIDE_KM));
        String token = token(draws.bits());
        double median = Math.min(60, draws.logNormal(18, 0.5));
        double sigma = draws.uniform(0.3, 0.8);
        double onlineShare = StrictMath.pow(draws.uniform(), 2) * 0.6;
        Draws habits = Draws.keyed(seed, Stream.HABITS, index, 0);
        return new Card(
                index,
                token,
                Draws.uniform(seed, Stream.CARD, index, 2) < VIRTUAL_SHARE ? VIRTUAL_CARD_DAYS : 0,
                home,
                x,
                y,
                perDay,
                median,
                sigma,
                onlineShare,
                StrictMath.pow(habits.uniform(), 2) * 0.15,
                habits.chance(0.35),
                habits.chance(0.5) ? 0.006 : 0.034,
                sent(config.bareShare(), habits.uniform()),
                secondDevice(index, habits.uniform()),
                usual(nearest(shops(home), x, y, NEAR_SHOPS), x, y, habits),
                nearest(cashMachines(home), x, y, NEAR_CASH_MACHINES),
                habits.some(online, USUAL_ONLINE),
                habits.indexes(FRIENDS, config.cards()),
                habits.indexes(BILLERS, Math.max(BILLERS, config.cards() / CARDS_PER_BILLER)));
    }

    /** One in some ten thousand has digits that would be taken for a card number; a letter in its middle parts them. */
    static String token(long bits) {
        String token = "tok_" + HexFormat.of().toHexDigits(bits);
        return CardNumbers.isIn(token) ? token.substring(0, 12) + 'x' + token.substring(12) : token;
    }

    private static Sent sent(double bareShare, double quantile) {
        if (quantile < bareShare * 0.6) return Sent.NOTHING;
        return quantile < bareShare ? Sent.SCHEME_DATA : Sent.EVERYTHING;
    }

    /** A third have a computer of their own; of every four cards, the first two are one household with one. */
    private @Nullable String secondDevice(int index, double quantile) {
        if (index % 4 < 2) return Devices.id(seed, Stream.DEVICE, index / 4, 1);
        return quantile < 0.35 ? Devices.id(seed, Stream.DEVICE, index, 2) : null;
    }

    private static List<Terminal> nearest(List<Terminal> terminals, double x, double y, int count) {
        return terminals.stream()
                .sorted(Comparator.comparingDouble((Terminal terminal) -> terminal.squaredDistance(x, y))
                        .thenComparingInt(Terminal::index))
                .limit(count)
                .toList();
    }

    /** Near ones, and among these the ones the holder likes. */
    private static List<Terminal> usual(List<Terminal> near, double x, double y, Draws habits) {
        record Liked(Terminal terminal, double reluctance) {}
        return near.stream()
                .map(shop -> new Liked(shop, (shop.squaredDistance(x, y) + 1) * habits.logNormal(1, 1)))
                .sorted(Comparator.comparingDouble(Liked::reluctance))
                .map(Liked::terminal)
                .toList();
    }
}
