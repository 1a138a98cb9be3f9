package io.trivium.industrial.process.bead;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Second-order response surfaces of a central composite experiment: 31 runs, four settings at five levels, seven of
 * them at the centre. The runs were published without the process's name (github.com/aritraMandal02/final-year-project,
 * data-welding.xlsx); 250 to 550 A and 22 to 36 V look like submerged arc. Coefficients by ordinary least squares: R²
 * 0.925 (height), 0.943 (width), 0.939 (penetration), predicted (PRESS) 0.714, 0.745 and 0.713. The region is the ball
 * that contains the runs.
 */
public final class SubmergedArcProcess implements WeldProcess {
    private static final List<Setting> SETTINGS = List.of(
            new Setting("voltage", "V", 29, 3.5),
            new Setting("current", "A", 400, 75),
            new Setting("travel speed", "mm/s", 12, 3),
            new Setting("nozzle distance", "mm", 27, 3.5));
    private static final Region REGION = new Region.Ball(Setting.REACH);

    /** 1, v, i, s, n, v², i², s², n², vi, vs, vn, is, in, sn; mm. */
    private static final double[] WIDTH = {
        11.06000, 0.77375, 0.17458, -0.94042, -0.23875, -0.23010, -0.54010, 0.15240, -0.22385, 0.26687, -0.48812,
        0.30063, -0.08188, 0.24688, 0.11188
    };

    private static final double[] HEIGHT = {
        2.00571, -0.10542, 0.34625, -0.07708, 0.07708, 0.12638, 0.16513, 0.07138, 0.02388, -0.07813, 0.01312, -0.07562,
        -0.06313, 0.26312, 0.27187
    };
    private static final double[] PENETRATION = {
        3.96000, 0.04917, 1.04083, -0.48667, -0.19333, 0.27313, 0.06938, 0.07063, 0.02688, -0.16000, -0.12500, -0.47625,
        0.00125, 0.38250, -0.05750
    };

    /** Standard deviation of the seven runs at the centre. */
    private static final BeadSpread PURE_ERROR = new BeadSpread(0.410, 0.208, 0.323);
    /** The spread of the runs about the surfaces, 16 degrees of freedom. */
    private static final BeadSpread RESIDUAL = new BeadSpread(0.464, 0.191, 0.409);

    private static final int CENTRE_RUNS = 7;
    private static final DMatrixRMaj COVARIANCE = covariance();

    @Override
    public ProcessKind kind() {
        return ProcessKind.SAW;
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public Region region() {
        return REGION;
    }

    @Override
    public double[] context() {
        return new double[0];
    }

    @Override
    public Bead expected(double[] coded) {
        double[] terms = terms(coded);
        return new Bead(dot(WIDTH, terms), dot(HEIGHT, terms), dot(PENETRATION, terms));
    }

    @Override
    public BeadSpread scatter(double[] coded) {
        return PURE_ERROR;
    }

    /** Standard error of a fitted surface: residual deviation · √(f'(F'F)⁻¹f). */
    @Override
    public BeadSpread modelError(double[] coded) {
        double[] terms = terms(coded);
        double leverage = 0;
        for (int row = 0; row < terms.length; row++) {
            for (int column = 0; column < terms.length; column++) {
                leverage += terms[row] * COVARIANCE.get(row, column) * terms[column];
            }
        }
        return RESIDUAL.times(Math.sqrt(leverage));
    }

    @Override
    public SetPoint setPoint(double[] coded) {
        return new SetPoint.SubmergedArc(
                SETTINGS.get(0).value(coded[0]),
                SETTINGS.get(1).value(coded[1]),
                SETTINGS.get(2).value(coded[2]),
                SETTINGS.get(3).value(coded[3]));
    }

    @Override
    public double[] coded(SetPoint setPoint) {
        if (!(setPoint instanceof SetPoint.SubmergedArc point)) {
            throw new InvalidSetPointException("submerged arc needs voltage, current, speed and nozzle distance, not "
                    + setPoint.getClass().getSimpleName());
        }
        double[] coded = {
            SETTINGS.get(0).coded(point.voltageV()),
            SETTINGS.get(1).coded(point.currentA()),
            SETTINGS.get(2).coded(point.travelSpeedMmPerS()),
            SETTINGS.get(3).coded(point.nozzleDistanceMm())
        };
        if (!REGION.contains(coded)) {
            throw new InvalidSetPointException("the settings are each in range but together too far from the centre"
                    + " (29 V, 400 A, 12 mm/s, 27 mm): no run of the experiment was there; move one of them back");
        }
        return coded;
    }

    private static double[] terms(double[] x) {
        double v = x[0];
        double i = x[1];
        double s = x[2];
        double n = x[3];
        return new double[] {1, v, i, s, n, v * v, i * i, s * s, n * n, v * i, v * s, v * n, i * s, i * n, s * n};
    }

    private static double dot(double[] coefficients, double[] terms) {
        double sum = 0;
        for (int k = 0; k < terms.length; k++) sum += coefficients[k] * terms[k];
        return sum;
    }

    /** (F'F)⁻¹ of the 31 runs. */
    private static DMatrixRMaj covariance() {
        List<double[]> runs = new ArrayList<>();
        for (int corner = 0; corner < 16; corner++) {
            runs.add(new double[] {sign(corner, 0), sign(corner, 1), sign(corner, 2), sign(corner, 3)});
        }
        for (int axis = 0; axis < 4; axis++) {
            for (double end : new double[] {-Setting.REACH, Setting.REACH}) {
                double[] run = new double[4];
                run[axis] = end;
                runs.add(run);
            }
        }
        for (int run = 0; run < CENTRE_RUNS; run++) runs.add(new double[4]);
        DMatrixRMaj design =
                new DMatrixRMaj(runs.stream().map(SubmergedArcProcess::terms).toArray(double[][]::new));
        DMatrixRMaj product = new DMatrixRMaj(design.numCols, design.numCols);
        CommonOps_DDRM.multTransA(design, design, product);
        if (!CommonOps_DDRM.invert(product)) throw new IllegalStateException("the design does not identify its model");
        return product;
    }

    private static double sign(int corner, int axis) {
        return (corner >> axis & 1) == 0 ? -1 : 1;
    }
}
