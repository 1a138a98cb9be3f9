package io.trivium.deploy.faults.plant;

import io.trivium.deploy.faults.AlarmEvent;
import java.util.List;

/**
 * All data by which a run of the factory's faults is judged.
 *
 * @param acknowledged readings that the broker acknowledged
 * @param stored readings of the run's machines in PostgreSQL
 * @param latest the latest reading of each series as the service shows it
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
