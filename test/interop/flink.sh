#!/usr/bin/env bash
# Runs a command beside Beam's job server for Flink, from its Maven artifacts. See beside.sh for the arguments.
#
#   test/interop/flink.sh build/engines/flink 8099 env BEAM_SUITE_RUNNER=flink build/dev/test/portable_suite
#   test/interop/flink.sh --cluster build/engines/flink 8099 ...
#
# Flink runs inside the job server; with --cluster it is a job manager and two task managers of two slots each. Jobs have a
# parallelism of 2.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/beside.sh"

BEAM_VERSION=2.62.0
FLINK_VERSION=1.19
# The job server gives Flink its whole class path with each job, 150 MB, except for files with this in their path. All servers
# here have the same jars.
NOT_SENT=gradle/wrapper
if [[ ${1:-} == --cluster ]]; then
  # Travels into the namespace, where this script is called again.
  export BEAM_FLINK_CLUSTER=1
  shift
fi

write_project() {
  cat <<XML
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>beam-cpp</groupId>
  <artifactId>flink-job-server</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.beam</groupId>
      <artifactId>beam-runners-flink-$FLINK_VERSION</artifactId>
      <version>$BEAM_VERSION</version>
    </dependency>
    <dependency>
      <groupId>org.apache.beam</groupId>
      <artifactId>beam-runners-java-job-service</artifactId>
      <version>$BEAM_VERSION</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-simple</artifactId>
      <version>1.7.30</version>
    </dependency>
  </dependencies>
</project>
XML
}

install() {
  local jars=$1/beam-$BEAM_VERSION/$NOT_SENT
  needs java "Flink is a Java program"
  [[ ! -e $jars/complete ]] || return 0
  needs mvn "it fetches Flink's jars (Debian: maven)"
  write_project >"$1/pom.xml"
  mvn -q -B -f "$1/pom.xml" dependency:copy-dependencies -DoutputDirectory="$jars" -DincludeScope=runtime
  touch "$jars/complete"
}

# What Flink reaches into, on Java 17.
java_options() {
  local package
  for package in lang lang.reflect net io nio text time util util.concurrent util.concurrent.atomic util.concurrent.locks; do
    printf -- '--add-opens=java.base/java.%s=ALL-UNNAMED\n' "$package"
  done
  printf -- '--add-opens=java.base/sun.nio.ch=ALL-UNNAMED\n'
  printf -- '--add-exports=java.base/sun.net.util=ALL-UNNAMED\n'
  printf -- '--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED\n'
}

# start_java <name> <arguments of java...>
start_java() {
  local name=$1 options
  shift
  mapfile -t options < <(java_options)
  serve "$name" java "${options[@]}" "-Djava.io.tmpdir=$LOGS" -Dorg.slf4j.simpleLogger.showDateTime=true -cp "$JARS/*" "$@"
}

# The job server reads this too, for the parallelism. A task manager runs many jobs, and threads of an earlier one, with its class loader,
# may be the first to need a class of Beam's; Flink would refuse that as a leak.
write_configuration() {
  cat <<CONFIGURATION
jobmanager.rpc.address: localhost
jobmanager.rpc.port: 6123
jobmanager.bind-host: localhost
taskmanager.bind-host: localhost
taskmanager.host: localhost
rest.address: localhost
rest.bind-address: localhost
rest.port: 8081
jobmanager.memory.process.size: 1024m
taskmanager.memory.process.size: 2048m
taskmanager.numberOfTaskSlots: 2
taskmanager.network.sort-shuffle.min-buffers: 64
parallelism.default: 2
classloader.resolve-order: parent-first
classloader.check-leaked-classloader: false
CONFIGURATION
}

# The two classes below are what Flink's own scripts start, which also work out amounts of memory. These let the suite's
# pipelines of many steps, and its elements of ten megabytes, through.
start_cluster() {
  local configuration=$1 number
  start_java job_manager -Xmx512m org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint \
    --configDir "$configuration" --executionMode cluster \
    -D jobmanager.memory.heap.size=448mb -D jobmanager.memory.off-heap.size=128mb -D jobmanager.memory.jvm-metaspace.size=256mb \
    -D jobmanager.memory.jvm-overhead.min=192mb -D jobmanager.memory.jvm-overhead.max=192mb
  await 8081 120
  for number in 1 2; do
    start_java "task_manager_$number" -Xmx700m -XX:MaxDirectMemorySize=512m \
      org.apache.flink.runtime.taskexecutor.TaskManagerRunner --configDir "$configuration" \
      -D taskmanager.cpu.cores=2.0 -D taskmanager.numberOfTaskSlots=2 \
      -D taskmanager.memory.network.min=256mb -D taskmanager.memory.network.max=256mb -D taskmanager.memory.managed.size=512mb \
      -D taskmanager.memory.task.heap.size=384mb -D taskmanager.memory.task.off-heap.size=0b \
      -D taskmanager.memory.framework.heap.size=128mb -D taskmanager.memory.framework.off-heap.size=128mb \
      -D taskmanager.memory.jvm-metaspace.size=256mb -D taskmanager.memory.jvm-overhead.min=192mb \
      -D taskmanager.memory.jvm-overhead.max=192mb
  done
}

start() {
  local master='[local]' configuration=$LOGS/conf
  JARS=$1/beam-$BEAM_VERSION/$NOT_SENT
  mkdir -p "$configuration"
  write_configuration >"$configuration/flink-conf.yaml"
  if [[ -n ${BEAM_FLINK_CLUSTER:-} ]]; then
    start_cluster "$configuration"
    master=localhost:8081
  fi
  start_java job_server org.apache.beam.runners.flink.FlinkJobServerDriver --job-port "$2" --artifact-port 0 \
    --expansion-port -1 --flink-master "$master" --flink-conf-dir "$configuration"
  await "$2" 120
}

main "$@"
