package io.trivium.deploy.faults.plant;

import io.trivium.deploy.faults.AlarmEvent;
import java.util.List;

/**
 * Everything a run of the factory's faults is judged by.
 *
 * @param acknowledged readings that the broker said it has
 * @param stored readings of the run's machines in PostgreSQL
 * @param latest what the service shows as the latest of each series
 * @param kept seconds, minutes and hours as the service made them; hours that have ended alone
 * @param recomputed the same from all stored readings
 * @param audit findings of the verification of the service's audit log
 */
record PlantEvidence(
        List<PlantReading> acknowledged,
        List<PlantReading> stored,
        List<PlantReading> latest,
        List<RollUpRow> kept,
        List<RollUpRow> recomputed,
        List<PlantAlarm> alarms,
        List<PlantAlarm.Occurrence> occurrences,
        List<AlarmEvent> events,
        List<String> audit) {}
