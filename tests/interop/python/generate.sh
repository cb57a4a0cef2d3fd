#!/usr/bin/env bash
# Generates the Python modules of the contract into a directory. Uses protoc and grpc_python_plugin (Debian: protobuf-compiler-grpc).
set -euo pipefail
out=${1:?usage: generate.sh DIRECTORY}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$(dirname "$0")/../../../protos"
generate() {
  local root=$1
  shift
  protoc -I "$root" --python_out="$out" --grpc_python_out="$out" \
    --plugin=protoc-gen-grpc_python="$(command -v grpc_python_plugin)" "$@"
}
generate . kpi/v1/*.proto
# From a root one folder down, or the packages "grpc" and "google" would hide the libraries of those names.
generate grpc health/v1/health.proto reflection/v1/reflection.proto reflection/v1alpha/reflection.proto
generate ../tests/interop/protos/google rpc/status.proto rpc/error_details.proto
