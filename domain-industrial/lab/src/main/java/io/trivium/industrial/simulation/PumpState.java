package io.trivium.industrial.simulation;

/**
 * The measurements of a pump.
 *
 * @param flow m³/h, behind the seal
 * @param pressure at the outlet, bar
 * @param current of the motor, A
 * @param bearingTemperature °C
 * @param vibration of the bearing housing, velocity RMS in mm/s (ISO 20816-1)
 */
public record PumpState(double flow, double pressure, double current, double bearingTemperature, double vibration) {}
