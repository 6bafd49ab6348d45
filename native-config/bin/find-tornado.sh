# Sourced by mvnw and mobile4j: sets TORNADOVM_HOME and MOBILE4J_TORNADO_API (its API jar) where an SDK is installed;
# leaves both unset where none is. TORNADOVM_HOME=none asks for the stand-in although an SDK is there.

mobile4j_find_tornado() {
  MOBILE4J_TORNADO_API=
  for dir in "${TORNADOVM_HOME-}" "$HOME"/.sdkman/candidates/tornadovm/current; do
    [ "$dir" != none ] || break
    [ -n "$dir" ] && [ -f "$dir/tornado-argfile" ] || continue
    for jar in "$dir"/share/java/tornado/tornado-api-*.jar "$dir"/share/java/tornado/tornado-api.jar; do
      [ -f "$jar" ] || continue
      TORNADOVM_HOME=$dir
      MOBILE4J_TORNADO_API=$jar
      export TORNADOVM_HOME MOBILE4J_TORNADO_API
      return 0
    done
  done
}
