package uk.ac.manchester.tornado.api.math;

/** The functions that every backend has for a kernel, in single precision. */
public class TornadoMath {
  TornadoMath() {}

  public static float min(float a, float b) {
    return Math.min(a, b);
  }

  public static int min(int a, int b) {
    return Math.min(a, b);
  }

  public static float max(float a, float b) {
    return Math.max(a, b);
  }

  public static int max(int a, int b) {
    return Math.max(a, b);
  }

  public static float abs(float a) {
    return Math.abs(a);
  }

  public static int abs(int a) {
    return Math.abs(a);
  }

  public static float exp(float value) {
    return (float) Math.exp(value);
  }

  public static float sqrt(float value) {
    return (float) Math.sqrt(value);
  }

  public static float pow(float a, float b) {
    return (float) Math.pow(a, b);
  }

  public static float log(float value) {
    return (float) Math.log(value);
  }

  public static float tanh(float value) {
    return (float) Math.tanh(value);
  }

  public static float sin(float angle) {
    return (float) Math.sin(angle);
  }

  public static float cos(float angle) {
    return (float) Math.cos(angle);
  }

  public static float floor(float value) {
    return (float) Math.floor(value);
  }

  public static float ceil(float value) {
    return (float) Math.ceil(value);
  }

  public static float clamp(float value, float min, float max) {
    return max(min, min(max, value));
  }

  public static int clamp(int value, int min, int max) {
    return max(min, min(max, value));
  }
}
