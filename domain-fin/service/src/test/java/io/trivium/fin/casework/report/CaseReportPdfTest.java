package io.trivium.fin.casework.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.casework.CaseAlertView;
import io.trivium.fin.casework.CaseSummaryView;
import io.trivium.fin.casework.CaseView;
import io.trivium.fin.casework.Desk;
import io.trivium.fin.casework.InsightTest;
import io.trivium.fin.casework.LinksView;
import io.trivium.fin.casework.NormalView;
import io.trivium.fin.casework.queue.CaseworkConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

class CaseReportPdfTest {

    private static CaseReport report(String note) {
        List<CaseView.TimelineEntry> timeline = new ArrayList<>();
        timeline.add(new CaseView.TimelineEntry(Desk.NOON, "ana", "note", note, Map.of()));
        for (int i = 0; i < 120; i++) {
            timeline.add(new CaseView.TimelineEntry(
                    Desk.NOON, "system:alerts", "alert-added", null, Map.of("authorizationId", "a-" + i)));
        }
        List<CaseAlertView> alerts = List.of(InsightTest.alert("a-1", "432.1", "DE", Desk.NOON));
        CaseSummaryView summary = InsightTest.summary(12);
        return new CaseReport(
                Desk.NOON,
                "ana",
                new TenantId("demo-bank"),
                new CaseView(summary, alerts, timeline, true, List.of()),
                NormalView.of(30, Desk.NOON, List.of(), true, alerts),
                LinksView.of(summary, List.of(), List.of()),
                List.of());
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            assertTrue(document.getNumberOfPages() >= 2, "long timelines continue on the next page");
            return new PDFTextStripper().getText(document);
        }
    }

    @Test
    void holdsTheCaseAsTextThatCanBeSearched() throws IOException {
        byte[] pdf = new CaseReportPdf(Desk.config(Map.of()))
                .write(report("Called the customer: not her payment."), Locale.ENGLISH);
        String text = text(pdf);
        for (String part : List.of(
                "Case 12",
                "Authorization a-1: 2026-11-25 12:00:00 UTC, 432.1 EUR, referred",
                "score at or above the refer threshold (score-at-or-above-refer)",
                "What moved the score most: amount +0.31",
                "Called the customer: not her payment.",
                "the customer's normal",
                "a-119",
                "1/")) {
            assertTrue(text.contains(part), part + " is missing in:\n" + text);
        }
    }

    @Test
    void setsChineseWithAConfiguredFont() throws IOException {
        CaseworkConfig config = Desk.config(Map.of());
        assumeTrue(
                config.reportFonts().stream().anyMatch(Files::isReadable),
                "no font with Chinese characters is installed (Debian: apt-get install fonts-droid-fallback)");
        byte[] pdf = new CaseReportPdf(config).write(report("客户已回电，确认不是本人付款。"), Locale.SIMPLIFIED_CHINESE);
        String text = text(pdf);
        for (String part : List.of("案件 12", "状态：处理中", "客户已回电，确认不是本人付款。", "时间线")) {
            assertTrue(text.contains(part), part + " is missing in:\n" + text);
        }
    }

    @Test
    void saysWhichCharacterNoFontHasAndWhatToInstall() {
        CaseReportPdf pdf =
                new CaseReportPdf(Desk.config(Map.of("platform.fin.casework.report-fonts", "/nowhere.ttf")));
        PlatformException refused =
                assertThrows(PlatformException.class, () -> pdf.write(report("客户"), Locale.ENGLISH));
        assertEquals("report-font-missing", refused.code().code());
        assertEquals("客", refused.details().get("character"));
        assertTrue(refused.detail().contains("fonts-droid-fallback"), refused.detail());
    }

    @Test
    void hasTheSameTextsInBothLanguages() throws IOException {
        Properties english = texts("report.properties");
        Properties chinese = texts("report_zh_CN.properties");
        assertEquals(english.stringPropertyNames(), chinese.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertEquals(places(english.getProperty(key)), places(chinese.getProperty(key)), key);
        }
    }

    private static Properties texts(String name) throws IOException {
        Properties texts = new Properties();
        try (var reader =
                Files.newBufferedReader(java.nio.file.Path.of("src/main/resources/io/trivium/fin/casework/" + name))) {
            texts.load(reader);
        }
        return texts;
    }

    private static Set<String> places(String text) {
        Set<String> places = new java.util.TreeSet<>();
        Matcher matcher = Pattern.compile("\\{\\d}").matcher(text);
        while (matcher.find()) places.add(matcher.group());
        return places;
    }
}
