package io.trivium.deploy.cli.option;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Formats the domains' answers as one table. An unknown value is a dash. Pure. */
public final class ValueTable {
    private static final String NOTHING = "-";

    private ValueTable() {}

    /**
     * Benefit and cost of one currency; the net is of the domains that know both.
     *
     * @param domains how many know their net
     * @param unknown how many of this currency do not
     */
    record Sum(BigDecimal benefit, BigDecimal cost, BigDecimal net, int domains, int unknown) {
        private static final Sum NONE = new Sum(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, 0, 0);

        private Sum with(JsonNode view) {
            return view.hasNonNull("net")
                    ? new Sum(
                            benefit.add(view.path("benefit").decimalValue()),
                            cost.add(view.path("cost").decimalValue()),
                            net.add(view.path("net").decimalValue()),
                            domains + 1,
                            unknown)
                    : new Sum(benefit, cost, net, domains, unknown + 1);
        }
    }

    /** Sums by currency; nothing is converted. */
    public static Map<String, Sum> sums(Collection<JsonNode> views) {
        Map<String, Sum> sums = new TreeMap<>();
        for (JsonNode view : views) {
            if (view.hasNonNull("currency")) {
                String currency = view.path("currency").asText();
                sums.put(currency, sums.getOrDefault(currency, Sum.NONE).with(view));
            }
        }
        return sums;
    }

    /**
     * The table, one line for each row.
     *
     * @param views by organisation
     */
    public static List<String> lines(Map<String, JsonNode> views) {
        List<String> lines = new ArrayList<>();
        lines.add(row("ORGANISATION", "LINE", "QUANTITY", "AMOUNT"));
        Set<String> remedies = new LinkedHashSet<>();
        views.forEach((tenant, view) -> {
            String currency = view.path("currency").asText("");
            for (JsonNode line : view.path("lines")) {
                lines.add(row(tenant, line.path("key").asText(), quantity(line, currency), signed(line, currency)));
            }
            lines.add(row(tenant, "= net", hours(view), money(view.path("net"), currency)));
            lines.add(row(tenant, "= return on investment", share(view.path("returnOnInvestment")), ""));
            view.path("missing")
                    .forEach(missing ->
                            remedies.add(tenant + ": " + missing.path("remedy").asText()));
        });
        sums(views.values())
                .forEach((currency, sum) -> lines.add(row(
                        "all, " + currency,
                        sum.unknown() == 0 ? "= net" : "= net of " + sum.domains() + ", " + sum.unknown() + " unknown",
                        "",
                        sum.domains() == 0 ? NOTHING : plain(sum.net(), 2) + " " + currency)));
        if (!remedies.isEmpty()) {
            lines.add("Missing:");
            remedies.forEach(remedy -> lines.add("  " + remedy));
        }
        return lines;
    }

    private static String quantity(JsonNode line, String currency) {
        JsonNode quantity = line.path("quantity");
        String unit = line.path("unit").asText();
        return switch (unit) {
            case "money" -> money(quantity, currency);
            case "share" -> share(quantity);
            case "count" -> quantity.isNumber() ? plain(quantity.decimalValue(), 0) : NOTHING;
            default -> quantity.isNumber() ? plain(quantity.decimalValue(), 2) + " " + unit : NOTHING;
        };
    }

    /** A cost with a minus; a value that is not counted has no amount here. */
    private static String signed(JsonNode line, String currency) {
        JsonNode amount = line.path("amount");
        return switch (line.path("effect").asText()) {
            case "benefit" -> money(amount, currency);
            case "cost" -> amount.isNumber() ? plain(amount.decimalValue().negate(), 2) + " " + currency : NOTHING;
            default -> "";
        };
    }

    private static String hours(JsonNode view) {
        JsonNode hours = view.path("hours");
        return hours.isNumber() ? plain(hours.decimalValue(), 2) + " hours" : NOTHING;
    }

    private static String money(JsonNode amount, String currency) {
        return amount.isNumber() ? plain(amount.decimalValue(), 2) + " " + currency : NOTHING;
    }

    private static String share(JsonNode share) {
        return share.isNumber() ? plain(share.decimalValue().movePointRight(2), 1) + " %" : NOTHING;
    }

    private static String plain(BigDecimal number, int digits) {
        return String.format(Locale.ROOT, "%,." + digits + "f", number.setScale(digits, RoundingMode.HALF_UP));
    }

    private static String row(String tenant, String line, String quantity, String amount) {
        return String.format(Locale.ROOT, "%-14s %-24s %18s %18s", tenant, line, quantity, amount)
                .stripTrailing();
    }
}
