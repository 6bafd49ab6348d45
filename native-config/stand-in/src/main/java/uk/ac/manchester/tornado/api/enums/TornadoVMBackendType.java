package uk.ac.manchester.tornado.api.enums;

/** The compiler and driver behind a device. The stand-in's only backend is {@link #JAVA}. */
public enum TornadoVMBackendType {
  OPENCL,
  METAL,
  PTX,
  CUDA,
  SPIRV,
  JAVA,
  VIRTUAL
}
