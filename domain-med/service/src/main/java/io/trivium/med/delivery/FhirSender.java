package io.trivium.med.delivery;

import io.trivium.core.connection.OutboundAddresses;
import io.trivium.med.report.FhirWriter;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/** FHIR R4 transactions by HTTP; their entries are conditional updates, so sending one again changes nothing. */
final class FhirSender implements Sender {

    private final Destination destination;
    private final OutboundAddresses outbound;
    private final HttpClient http;

    FhirSender(Destination destination, OutboundAddresses outbound) {
        this.destination = destination;
        this.outbound = outbound;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(destination.timeout())
                .build();
    }

    @Override
    public List<Result> send(List<DueDelivery> due) throws InterruptedException {
        List<Result> results = new ArrayList<>();
        for (DueDelivery each : due) results.add(send(each));
        return results;
    }

    private Result send(DueDelivery delivery) throws InterruptedException {
        if (delivery.message().isEmpty()) return new Result.Refused("The delivery has no message; report this fault.");
        String message = delivery.message().orElseThrow();
        String current = delivery.patient()
                .map(patient -> FhirWriter.withPatient(message, patient))
                .orElse(message);
        HttpRequest.Builder request = HttpRequest.newBuilder(destination.url().orElseThrow())
                .header("Content-Type", "application/fhir+json")
                .header("Accept", "application/fhir+json")
                .POST(BodyPublishers.ofString(current));
        destination.authorization().ifPresent(value -> request.header("Authorization", value));
        try {
            destination.requireReachable(outbound);
            HttpResponse<Void> response =
                    Exchange.send(http, request.build(), BodyHandlers.discarding(), destination.timeout());
            return response.statusCode() / 100 == 2
                    ? new Result.Sent()
                    : Failures.status(destination, response.statusCode());
        } catch (IOException e) {
            return Failures.unreachable(destination, e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
