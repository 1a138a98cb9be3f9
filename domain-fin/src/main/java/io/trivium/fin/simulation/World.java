package io.trivium.fin.simulation;

import io.trivium.fin.simulation.MerchantCategory.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The cards and terminals of a simulation: who lives where, buys what, and which terminals are near.
 *
 * <p>Every country is a square of {@value #SIDE_KM} km of its own; distances exist only within a country. Immutable.
 */
final class World {
    static final double SIDE_KM = 100;

    private static final List<Country> COUNTRIES = List.of(
            new Country("DE", 0.34),
            new Country("FR", 0.20),
            new Country("IT", 0.14),
            new Country("ES", 0.12),
            new Country("NL", 0.10),
            new Country("PT", 0.10));
    private static final int NEAR_SHOPS = 24;
    private static final int NEAR_CASH_MACHINES = 3;

    private final List<Card> cards;
    private final List<Terminal> terminals;
    private final Map<String, Map<Place, List<Terminal>>> byCountry;
    private final List<Terminal> online;

    World(SimulationConfig config) {
        this.terminals = terminals(config);
        this.online = terminals.stream()
                .filter(terminal -> terminal.category.place() == Place.ONLINE)
                .toList();
        this.byCountry = new HashMap<>();
        for (Country country : COUNTRIES) {
            Map<Place, List<Terminal>> places = new EnumMap<>(Place.class);
            for (Place place : Place.values()) {
                places.put(
                        place,
                        terminals.stream()
                                .filter(terminal -> terminal.category.place() == place)
                                .filter(terminal -> terminal.country.equals(country.code))
                                .toList());
            }
            byCountry.put(country.code, places);
        }
        this.cards = cards(config);
    }

    private record Country(String code, double share) {
        static Country at(double quantile) {
            double upTo = 0;
            for (Country country : COUNTRIES) {
                upTo += country.share;
                if (quantile < upTo) return country;
            }
            return COUNTRIES.getLast();
        }
    }

    /**
     * A card and its holder's habits.
     *
     * @param perDay mean authorizations a day
     * @param medianAmount of a purchase in a category of factor 1
     * @param amountSigma of the logarithm of the amount
     * @param onlineShare of purchases made at online merchants
     * @param shops nearest first
     * @param cashMachines nearest first, never empty
     */
    record Card(
            int index,
            String token,
            String country,
            double perDay,
            double medianAmount,
            double amountSigma,
            double onlineShare,
            List<Terminal> shops,
            List<Terminal> cashMachines) {}

    record Terminal(
            int index, String id, String merchantId, MerchantCategory category, String country, double x, double y) {
        double squaredDistance(double otherX, double otherY) {
            return (x - otherX) * (x - otherX) + (y - otherY) * (y - otherY);
        }
    }

    List<Card> cards() {
        return cards;
    }

    List<Terminal> terminals() {
        return terminals;
    }

    /** Never empty. */
    List<Terminal> online() {
        return online;
    }

    /** All shops of some other country, never empty. */
    List<Terminal> shopsAbroad(Card card, Draws draws) {
        int home = 0;
        while (!COUNTRIES.get(home).code.equals(card.country)) home++;
        int away = (home + 1 + draws.index(COUNTRIES.size() - 1)) % COUNTRIES.size();
        return place(COUNTRIES.get(away).code, Place.SHOP);
    }

    private List<Terminal> place(String country, Place place) {
        List<Terminal> found = byCountry.getOrDefault(country, Map.of()).getOrDefault(place, List.of());
        if (found.isEmpty()) throw new IllegalStateException("no " + place + " in " + country);
        return found;
    }

    private static List<Terminal> terminals(SimulationConfig config) {
        List<Terminal> made = new ArrayList<>(config.terminals());
        for (int i = 0; i < config.terminals(); i++) {
            Draws draws = Draws.keyed(config.seed(), Draws.Stream.TERMINAL, i, 0);
            // The first few make sure that every country has a shop, a cash machine and somebody sells online.
            String country = i < 3 * COUNTRIES.size()
                    ? COUNTRIES.get(i % COUNTRIES.size()).code
                    : Country.at(draws.uniform()).code;
            MerchantCategory category = switch (i / COUNTRIES.size()) {
                case 0 -> MerchantCategory.GROCERIES;
                case 1 -> MerchantCategory.CASH;
                case 2 -> MerchantCategory.ONLINE_RETAIL;
                default -> MerchantCategory.at(draws.uniform());
            };
            // A third of the terminals stand beside the one before, at the same merchant.
            boolean sameMerchant = i >= 3 * COUNTRIES.size()
                    && draws.chance(1 / 3.0)
                    && category.place() != Place.CASH_MACHINE
                    && made.getLast().category.place() != Place.CASH_MACHINE;
            if (sameMerchant) {
                Terminal neighbour = made.getLast();
                made.add(new Terminal(
                        i,
                        "t-%06d".formatted(i),
                        neighbour.merchantId,
                        neighbour.category,
                        neighbour.country,
                        neighbour.x,
                        neighbour.y));
            } else {
                made.add(new Terminal(
                        i,
                        "t-%06d".formatted(i),
                        "m-%06d".formatted(i),
                        category,
                        country,
                        draws.uniform(0, SIDE_KM),
                        draws.uniform(0, SIDE_KM)));
            }
        }
        return List.copyOf(made);
    }

    private List<Card> cards(SimulationConfig config) {
        double[] activity = new double[config.cards()];
        Arrays.setAll(
                activity,
                i -> Draws.keyed(config.seed(), Draws.Stream.CARD, i, 1).logNormal(1, 1));
        double scale = config.authorizationsPerCardDay()
                * config.cards()
                / Arrays.stream(activity).sum();
        List<Card> made = new ArrayList<>(config.cards());
        for (int i = 0; i < config.cards(); i++) {
            Draws draws = Draws.keyed(config.seed(), Draws.Stream.CARD, i, 0);
            String country = Country.at(draws.uniform()).code;
            double x = draws.uniform(0, SIDE_KM);
            double y = draws.uniform(0, SIDE_KM);
            made.add(new Card(
                    i,
                    "tok_" + HexFormat.of().toHexDigits(draws.bits()),
                    country,
                    activity[i] * scale,
                    Math.min(60, draws.logNormal(18, 0.5)),
                    draws.uniform(0.3, 0.8),
                    StrictMath.pow(draws.uniform(), 2) * 0.6,
                    nearest(place(country, Place.SHOP), x, y, NEAR_SHOPS),
                    nearest(place(country, Place.CASH_MACHINE), x, y, NEAR_CASH_MACHINES)));
        }
        return List.copyOf(made);
    }

    private static List<Terminal> nearest(List<Terminal> terminals, double x, double y, int count) {
        return terminals.stream()
                .sorted(Comparator.comparingDouble((Terminal terminal) -> terminal.squaredDistance(x, y))
                        .thenComparingInt(Terminal::index))
                .limit(count)
                .toList();
    }
}
