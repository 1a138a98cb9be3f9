package io.trivium.fin.casework.report;

import io.trivium.fin.casework.CaseAlertView;
import io.trivium.fin.casework.CaseSummaryView;
import io.trivium.fin.casework.CaseView;
import io.trivium.fin.casework.CaseView.TimelineEntry;
import io.trivium.fin.casework.LinksView;
import io.trivium.fin.casework.NormalView;
import io.trivium.fin.casework.SimilarCaseView;
import io.trivium.fin.casework.queue.CaseworkConfig;
import io.trivium.fin.casework.queue.Disposition;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** A case report as PDF for people to read; times are UTC. Thread-safe. */
@ApplicationScoped
class CaseReportPdf {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);
    private static final float TITLE = 18;
    private static final float SECTION = 13;
    private static final float TEXT = 9.5f;
    private static final float INDENT = 14;

    private final CaseworkConfig config;

    CaseReportPdf(CaseworkConfig config) {
        this.config = config;
    }

    /**
     * The report in this language.
     *
     * @param locale English or Simplified Chinese
     * @throws io.trivium.core.error.PlatformException {@code report-font-missing} for a character that no font has
     */
    byte[] write(CaseReport report, Locale locale) {
        // Without a fallback to the language of the machine.
        ResourceBundle words = ResourceBundle.getBundle(
                "io.trivium.fin.casework.report",
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        Texts texts = new Texts(words, locale);
        String title = texts.of("title", report.content().summary().caseNumber());
        try (ReportPages pages = new ReportPages(config.reportFonts(), title, locale.toLanguageTag())) {
            pages.heading(title, TITLE);
            pages.line(
                    texts.of("generated", time(report.generatedAt()), report.generatedBy(), report.tenant()), TEXT, 0);
            summary(pages, texts, report.content().summary());
            alerts(pages, texts, report);
            normal(pages, texts, report.normal());
            links(pages, texts, report);
            timeline(pages, texts, report.content());
            return pages.finish(title + " · " + report.tenant() + " · " + time(report.generatedAt()));
        } catch (IOException e) {
            throw new UncheckedIOException("the report cannot be written", e);
        }
    }

    private static void summary(ReportPages pages, Texts texts, CaseSummaryView summary) throws IOException {
        pages.heading(texts.of("summary"), SECTION);
        pages.line(
                texts.of(
                        "state",
                        texts.of("state." + summary.state().wireName()),
                        texts.of("priority." + summary.priority().wireName())),
                TEXT,
                0);
        pages.line(texts.of("customer." + summary.customerKind(), summary.customer()), TEXT, 0);
        pages.line(texts.of("times", time(summary.openedAt()), time(summary.dueAt())), TEXT, 0);
        if (summary.assignee() != null) pages.line(texts.of("assignee", summary.assignee()), TEXT, 0);
        List<String> amounts = new ArrayList<>();
        summary.amounts().forEach((currency, amount) -> amounts.add(amount.toPlainString() + " " + currency));
        pages.line(texts.of("amounts", summary.alertCount(), String.join(" + ", amounts)), TEXT, 0);
        if (summary.disposition() != null && summary.closedAt() != null) {
            String closedBy = String.valueOf(summary.closedBy());
            pages.line(
                    texts.of("closed", texts.finding(summary.disposition()), time(summary.closedAt()), closedBy),
                    TEXT,
                    0);
        }
    }

    private static void alerts(ReportPages pages, Texts texts, CaseReport report) throws IOException {
        pages.heading(texts.of("alerts"), SECTION);
        for (CaseAlertView alert : report.content().alerts()) {
            BigDecimal amount = alert.amount();
            pages.line(
                    texts.of(
                            "alert",
                            alert.authorizationId(),
                            time(alert.occurredAt()),
                            amount == null ? "—" : amount.toPlainString() + " " + alert.currency(),
                            texts.of("outcome." + alert.outcome().wireName())),
                    TEXT,
                    0);
            pages.line(
                    texts.of(
                            "scored",
                            alert.score() == null ? "—" : String.format(Locale.ROOT, "%.4f", alert.score()),
                            alert.modelVersion()),
                    TEXT,
                    INDENT);
            pages.line(texts.of("reasons", String.join(", ", texts.reasons(alert.reasons()))), TEXT, INDENT);
            if (!alert.contributions().isEmpty()) {
                List<String> moved = alert.contributions().stream()
                        .map(one -> one.feature() + String.format(Locale.ROOT, " %+.2f", one.contribution()))
                        .toList();
                pages.line(texts.of("moved", String.join(", ", moved)), TEXT, INDENT);
            }
            pages.line(where(texts, alert), TEXT, INDENT);
            if (alert.disposition() != null && alert.disposedAt() != null) {
                pages.line(
                        texts.of(
                                "finding",
                                texts.finding(alert.disposition()),
                                String.valueOf(alert.disposedBy()),
                                time(alert.disposedAt()),
                                String.valueOf(alert.dispositionReason())),
                        TEXT,
                        INDENT);
            }
            for (CaseAlertView.ObservedLabel label : alert.labels()) {
                pages.line(
                        texts.of("label", texts.of("label." + label.label()), label.source(), time(label.observedAt())),
                        TEXT,
                        INDENT);
            }
        }
    }

    private static String where(Texts texts, CaseAlertView alert) {
        List<String> parts = new ArrayList<>();
        add(parts, texts, "card", alert.panToken());
        add(parts, texts, "terminal", alert.terminalId());
        add(parts, texts, "device", alert.deviceId());
        add(parts, texts, "counterparty", alert.counterpartyId());
        add(parts, texts, "merchant", alert.merchantId());
        add(parts, texts, "mcc", alert.mcc());
        add(parts, texts, "country", alert.country());
        add(
                parts,
                texts,
                "channel",
                alert.channel() == null ? null : alert.channel().wireName());
        return String.join(" · ", parts);
    }

    private static void add(List<String> parts, Texts texts, String kind, @Nullable String value) {
        if (value != null) parts.add(texts.of("kind." + kind) + " " + value);
    }

    private static void normal(ReportPages pages, Texts texts, NormalView normal) throws IOException {
        pages.heading(texts.of("normal"), SECTION);
        pages.line(texts.of("normal.period", normal.payments(), normal.days()), TEXT, 0);
        for (NormalView.AmountRange range : normal.amounts()) {
            pages.line(
                    texts.of(
                            "normal.amounts",
                            range.currency(),
                            range.median().toPlainString(),
                            range.p95().toPlainString(),
                            range.highest().toPlainString()),
                    TEXT,
                    0);
        }
        for (NormalView.Comparison one : normal.alerts()) {
            String times = one.timesMedian() == null ? "—" : String.format(Locale.ROOT, "%.1f", one.timesMedian());
            pages.line(
                    texts.of(
                            "normal.alert",
                            one.authorizationId(),
                            times,
                            one.sameHour(),
                            text(one.sameCountry()),
                            text(one.sameTerminal())),
                    TEXT,
                    INDENT);
        }
    }

    private static void links(ReportPages pages, Texts texts, CaseReport report) throws IOException {
        pages.heading(texts.of("links"), SECTION);
        boolean any = false;
        for (LinksView.Node node : report.links().nodes()) {
            if (node.caseNumber() == null
                    || node.caseNumber() == report.content().summary().caseNumber()) {
                continue;
            }
            any = true;
            String state =
                    node.state() == null ? "" : texts.of("state." + node.state().wireName());
            String finding = node.disposition() == null ? "" : " · " + texts.finding(node.disposition());
            List<String> shared = report.links().edges().stream()
                    .filter(edge -> edge.to().equals(node.id()) && !edge.from().startsWith("customer:"))
                    .map(LinksView.Edge::from)
                    .toList();
            pages.line(texts.of("link", node.label(), state + finding, String.join(", ", shared)), TEXT, 0);
        }
        if (!any) pages.line(texts.of("links.none"), TEXT, 0);
        for (SimilarCaseView one : report.similar()) {
            String likeness = Math.round(100 * one.likeness()) + " %";
            pages.line(
                    texts.of("similar", Long.toString(one.caseNumber()), texts.finding(one.disposition()), likeness),
                    TEXT,
                    0);
        }
    }

    private static void timeline(ReportPages pages, Texts texts, CaseView view) throws IOException {
        pages.heading(texts.of("timeline"), SECTION);
        for (TimelineEntry entry : view.timeline()) {
            String details = String.join(" ", details(texts, entry.details()));
            pages.line(
                    time(entry.at()) + "  " + entry.actor() + "  " + texts.of("event." + entry.kind()) + "  " + details,
                    TEXT,
                    0);
            if (entry.body() != null) pages.line(entry.body(), TEXT, INDENT);
        }
        if (!view.timelineComplete()) pages.line(texts.of("timeline.cut"), TEXT, 0);
    }

    private static List<String> details(Texts texts, Map<String, String> details) {
        List<String> words = new ArrayList<>();
        details.forEach((name, value) -> words.add(
                name.equals("disposition")
                        ? texts.finding(Disposition.of(value))
                        : name.equals("label") ? texts.of("label." + value) : value));
        return words;
    }

    private static String time(Instant instant) {
        return TIME.format(instant.atOffset(ZoneOffset.UTC));
    }

    private static String text(@Nullable Integer count) {
        return count == null ? "—" : count.toString();
    }

    /** The words of one language. */
    private record Texts(ResourceBundle bundle, Locale locale) {

        String of(String key, Object... values) {
            if (!bundle.containsKey(key)) return key;
            Object[] texts = new Object[values.length];
            for (int i = 0; i < values.length; i++) texts[i] = values[i].toString();
            return new MessageFormat(bundle.getString(key), locale).format(texts);
        }

        String finding(Disposition disposition) {
            return of("disposition." + disposition.wireName());
        }

        /** Returns the sentence of each code, with the code for reference. */
        List<String> reasons(List<String> codes) {
            return codes.stream()
                    .map(code -> bundle.containsKey("reason." + code) ? of("reason." + code) + " (" + code + ")" : code)
                    .toList();
        }
    }
}
