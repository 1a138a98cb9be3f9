package io.trivium.med.simulation;

import java.util.SplittableRandom;

/**
 * The surfaces of a chest in mm around the middle of the lungs: x to the patient's left, y to the back, z to the head.
 * Lungs are within an elliptic cage that narrows to the apices, next to mediastinum, heart, spine and aorta, above the
 * domes of the diaphragm. Distances are those of the surfaces' own functions, near the surface about Euclidean.
 */
final class ThoraxShape {
    /** Half height of the lungs, half width and half depth of the cage, mm. */
    final double height;

    final double width;
    final double depth;
    private final double heartLeft;
    private final double heartFront;
    private final double[] heartRadii;
    private final double mediastinum;
    private final double aorta;
    private final double[] dome = new double[2];
    private final double ribPitch;
    private final double ribTilt;
    private final double ribDent;
    private final double bumps;
    private final double fat;
    private final WaveField slow;
    private final WaveField fast;
    /** Thickened places of the pleura: x, y, z, radius and height. */
    private final double[][] plaques;

    ThoraxShape(SplittableRandom random) {
        height = between(random, 105, 145);
        width = between(random, 120, 155);
        depth = between(random, 78, 110);
        heartLeft = between(random, 12, 32);
        heartFront = between(random, 18, 38);
        heartRadii = new double[] {between(random, 48, 66), between(random, 38, 52), between(random, 45, 65)};
        mediastinum = between(random, 20, 30);
        aorta = between(random, 10, 15);
        dome[0] = between(random, 30, 65);
        dome[1] = between(random, 25, 60);
        ribPitch = between(random, 20, 28);
        ribTilt = between(random, 0.25, 0.6);
        ribDent = between(random, 0.3, 2.5);
        bumps = between(random, 0.4, 1.6);
        fat = between(random, 6, 30);
        slow = new WaveField(random, 8, 60, 150);
        fast = new WaveField(random, 10, 14, 50);
        plaques = new double[random.nextInt(6)][];
        for (int p = 0; p < plaques.length; p++) {
            double around = 2 * Math.PI * random.nextDouble();
            plaques[p] = new double[] {
                width * Math.cos(around),
                depth * Math.sin(around),
                between(random, -0.7, 0.7) * height,
                between(random, 12, 35),
                between(random, 1.5, 6)
            };
        }
    }

    static double between(SplittableRandom random, double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /** Distance to the inside of the cage, positive within. */
    double cage(double x, double y, double z) {
        double up = (z + height) / (2 * height);
        double narrow = up > 0.45 ? Math.sqrt(Math.max(0.02, 1 - Math.pow((up - 0.45) / 0.57, 2.4))) : 1;
        double back = y > 0 ? depth : depth * 0.92;
        double ellipse = Math.hypot(x / (width * narrow), y / (back * narrow));
        double inside = (1 - ellipse) * Math.min(width, back) * narrow;
        double rib = rib(x, y, z);
        double dent = rib > 0 ? ribDent * rib : 0;
        double slowly = slow.at(x, y, z) * 4;
        return inside - dent + slowly;
    }

    /** 1 in the middle of a rib, 0 halfway to the next, negative beyond. */
    double rib(double x, double y, double z) {
        double phase = (z + ribTilt * -y + 0.08 * Math.abs(x)) / ribPitch;
        double off = Math.abs(phase - Math.rint(phase));
        return 1 - off / 0.22;
    }

    /** Distance into a lung, positive within. */
    double lung(double x, double y, double z) {
        double u = Math.abs(x);
        double least = cage(x, y, z);
        if (least < -25) return least;
        least = Math.min(least, u - mediastinum * (0.55 + 0.45 * Math.cos(y / depth * 1.2)) + 3 * Math.sin(z / 25));
        least = Math.min(least, heart(x, y, z));
        least = Math.min(least, Math.hypot(x, y - depth + 6) - 24);
        least = Math.min(least, Math.hypot(x - 22, y - depth + 34) - aorta);
        if (z > height * 0.15) least = Math.min(least, Math.hypot(x - 8, y + 6) - 30);
        least = Math.min(least, (z - diaphragm(x, y)) * 0.75);
        for (double[] plaque : plaques) {
            double away = (square(x - plaque[0]) + square(y - plaque[1]) + square(z - plaque[2])) / square(plaque[3]);
            if (away < 4) least -= plaque[4] * Math.exp(-away);
        }
        return least + bumps * fast.at(x, y, z);
    }

    private double heart(double x, double y, double z) {
        double a = (x - heartLeft) / heartRadii[0];
        double b = (y + heartFront) / heartRadii[1];
        double c = (z + height * 0.45) / heartRadii[2];
        return (Math.sqrt(a * a + b * b + c * c) - 1) * heartRadii[1];
    }

    double diaphragm(double x, double y) {
        int side = x < 0 ? 0 : 1;
        double a = (Math.abs(x) - width * 0.5) / (width * 0.6);
        double b = (y + 5) / (depth * 1.05);
        return -height + dome[side] * (1 - 1.2 * (a * a + b * b));
    }

    /** HU of what is outside the lungs. */
    double outside(double x, double y, double z, double cage) {
        double below = diaphragm(x, y) - z;
        if (cage > 0 && below > 0) return x < 0 || below < 25 ? 60 : 35;
        if (cage > 1) {
            double spine = Math.hypot(x, y - depth + 6);
            if (spine < 19) return spine > 16 ? 350 : 170;
            double y0 = Math.abs(x) < 45 ? y : 0;
            return Math.hypot(x, y0 + 15) < 18 && z > 0 ? -60 : 40;
        }
        double out = -cage;
        if (out < 2.5) return 30;
        if (out < 11) {
            double rib = rib(x, y, z);
            if (rib > 0) return rib < 0.35 || out < 4.5 || out > 9 ? 480 : 130;
            return out < 8 ? 45 : -60;
        }
        if (out < 22) return 50;
        if (out < 22 + fat) return -100;
        if (out < 24.5 + fat) return 20;
        return -1000;
    }

    static double square(double x) {
        return x * x;
    }
}
