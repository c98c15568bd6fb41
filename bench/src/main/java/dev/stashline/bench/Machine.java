package dev.stashline.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What Linux's /proc tells of this machine, and of a Postgres server beside us. */
final class Machine {
  /** USER_HZ: /proc counts CPU time in hundredths of a second on every Linux that runs Java. */
  private static final double MILLIS_A_TICK = 10;

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final long postmaster;
  private final long engine;

  /**
   * @param backend the process id of any of the server's sessions
   */
  Machine(long backend) {
    this(backend, ProcessHandle.current().pid());
  }

  /**
   * @param engine the process that is measured
   */
  Machine(long backend, long engine) {
    postmaster = Long.parseLong(stat(backend)[1]);
    this.engine = engine;
  }

  static String describe() {
    return "%d cores, %.0f GiB memory, %s %s, JDK %s"
        .formatted(
            SYSTEM.getAvailableProcessors(),
            SYSTEM.getTotalMemorySize() / (double) (1 << 30),
            SYSTEM.getName(),
            SYSTEM.getVersion(),
            Runtime.version());
  }

  double load() {
    return SYSTEM.getSystemLoadAverage();
  }

  /** CPU time that this process and the server, with all its sessions, have used so far. */
  CpuMillis cpu() {
    double store = ticks(postmaster);
    for (String child :
        SPACE.split(read("/proc/" + postmaster + "/task/" + postmaster + "/children").strip())) {
      store += child.isEmpty() ? 0 : ticks(Long.parseLong(child));
    }
    return new CpuMillis(
        ticks(engine) * MILLIS_A_TICK, store * MILLIS_A_TICK, busyTicks() * MILLIS_A_TICK);
  }

  /** Milliseconds of CPU time: ours, the store's, and all that the machine was busy. */
  record CpuMillis(double engine, double store, double machine) {
    CpuMillis since(CpuMillis before) {
      return new CpuMillis(engine - before.engine, store - before.store, machine - before.machine);
    }

    double ours() {
      return engine + store;
    }

    /** The share of the machine, in percent, that other processes took in {@code seconds}. */
    double othersPercent(double seconds) {
      return Math.max(0, machine - ours()) / (seconds * 10 * SYSTEM.getAvailableProcessors());
    }
  }

  double residentMegabytes() {
    return residentMegabytes(engine);
  }

  static double residentMegabytes(long pid) {
    return read("/proc/" + pid + "/status")
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(SPACE.split(line)[1]) / 1024)
        .sum();
  }

  private static double busyTicks() {
    // cpu user nice system idle iowait irq softirq steal
    String[] f = SPACE.split(read("/proc/stat").lines().findFirst().orElseThrow());
    return sum(f, 1, 2, 3, 6, 7, 8);
  }

  /** User and system time of a process and of its children that have ended; 0 if it has gone. */
  private static double ticks(long pid) {
    try {
      return sum(stat(pid), 11, 12, 13, 14);
    } catch (IllegalStateException gone) {
      return 0;
    }
  }

  /** The fields after the name: state, parent, ... */
  private static String[] stat(long pid) {
    String line = read("/proc/" + pid + "/stat");
    return SPACE.split(line.substring(line.lastIndexOf(") ") + 2));
  }

  private static double sum(String[] fields, int... which) {
    double sum = 0;
    for (int i : which) {
      sum += Long.parseLong(fields[i]);
    }
    return sum;
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + file, e);
    }
  }
}
