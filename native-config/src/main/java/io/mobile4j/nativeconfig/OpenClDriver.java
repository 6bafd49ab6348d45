package io.mobile4j.nativeconfig;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/** The OpenCL devices of this machine, asked of the system's driver itself: no SDK is needed. */
@SuppressWarnings("restricted") // the launcher and our documents enable native access
final class OpenClDriver {
  private static final long ALL_TYPES = 0xFFFFFFFFL; // CL_DEVICE_TYPE_ALL
  private static final int DEVICE_NAME = 0x102B; // CL_DEVICE_NAME
  private static final int MOST = 16;

  private final MethodHandle platformIds;
  private final MethodHandle deviceIds;
  private final MethodHandle deviceInfo;

  private OpenClDriver(SymbolLookup library) {
    Linker linker = Linker.nativeLinker();
    platformIds =
        linker.downcallHandle(
            library.findOrThrow("clGetPlatformIDs"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    deviceIds =
        linker.downcallHandle(
            library.findOrThrow("clGetDeviceIDs"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));
    deviceInfo =
        linker.downcallHandle(
            library.findOrThrow("clGetDeviceInfo"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS));
  }

  /** Names of all devices; empty without a driver. */
  static List<String> deviceNames() {
    try (Arena arena = Arena.ofConfined()) {
      String file = System.mapLibraryName("OpenCL");
      SymbolLookup library =
          SymbolLookup.libraryLookup(file.endsWith(".so") ? file + ".1" : file, arena);
      return new OpenClDriver(library).names(arena);
    } catch (Throwable noDriver) {
      return List.of();
    }
  }

  private List<String> names(Arena arena) throws Throwable {
    List<String> names = new ArrayList<>();
    MemorySegment count = arena.allocate(JAVA_INT);
    MemorySegment platforms = arena.allocate(ADDRESS, MOST);
    int failed = (int) platformIds.invokeExact(MOST, platforms, count);
    for (int p = 0; failed == 0 && p < count.get(JAVA_INT, 0); p++) {
      addDevices(platforms.getAtIndex(ADDRESS, p), names, arena);
    }
    return names;
  }

  private void addDevices(MemorySegment platform, List<String> names, Arena arena)
      throws Throwable {
    MemorySegment count = arena.allocate(JAVA_INT);
    MemorySegment devices = arena.allocate(ADDRESS, MOST);
    int failed = (int) deviceIds.invokeExact(platform, ALL_TYPES, MOST, devices, count);
    for (int d = 0; failed == 0 && d < count.get(JAVA_INT, 0); d++) {
      MemorySegment name = arena.allocate(256);
      int unknown =
          (int)
              deviceInfo.invokeExact(
                  devices.getAtIndex(ADDRESS, d),
                  DEVICE_NAME,
                  name.byteSize(),
                  name,
                  MemorySegment.NULL);
      names.add(unknown == 0 ? name.getString(0).strip() : "(unnamed)");
    }
  }
}
