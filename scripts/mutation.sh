#!/usr/bin/env bash
# Mutation testing of src/returnhub/scheme: change the code a little, thousands of times, and see whether
# the tests notice. Works in clones, so the tree it is started from is left alone; they hold what is
# committed. docs/mutation-testing.md says what the figures mean and how long it takes.
#
#   scripts/mutation.sh                               every room, one after the other
#   scripts/mutation.sh core                          one room: core, proof or screening
#   MUTATION_DIR=/some/folder scripts/mutation.sh     keep the clones, and go on from them next time
#   MUTATION_JOBS=2 scripts/mutation.sh               two mutants at a time
#   MUTATION_SAMPLE=500 scripts/mutation.sh           a random sample of so many mutants in each room
set -euo pipefail

root="$(cd "$(dirname "$0")/.." && pwd)"
python="$(cd "$root" && uv run --no-sync python -c 'import sys; print(sys.executable)')"
folder="${MUTATION_DIR:-}"
if [ -z "$folder" ]; then
  folder="$(mktemp -d)"
  trap 'rm -rf "$folder"' EXIT
fi

# Each room is held against its own tests, so that a mutant costs a second and not a minute. Left out
# everywhere: random conditions (Hypothesis), PostgreSQL and the proofs of the shipped schemes.
list() { printf '"%s", ' "$@"; }

settings() {
  local room="$1" s="*/scheme" t="tests/scheme"
  local prover=("$s/proof/*" "$s/compare.py" "$s/language/logic.py" "$s/language/spans.py" "$s/language/numbers.py")
  local tables=("$s/screening*" "$s/language/tables.py")
  local by_hand="$t/agreement/test_by_hand.py"
  echo
  echo "[tool.mutmut]"
  echo 'source_paths = ["src/returnhub/scheme"]'
  echo 'also_copy = ["src/returnhub", "tests", "README.md", "LICENSE", "scripts"]'
  echo 'timeout_multiplier = 3.0'
  echo 'timeout_constant = 2.0'
  case "$room" in
    core)
      echo "do_not_mutate = [$(list "${prover[@]}" "${tables[@]}")]"
      echo "pytest_add_cli_args_test_selection = [$(list "$t/test_calendar.py" "$t/test_types.py" \
        "$t/test_files_read.py" "$t/test_mistakes.py" "$t/test_refused.py" "$t/test_load.py" \
        "$t/test_inherited.py" "$t/test_vocabulary.py" "$t/test_broken.py" "$t/test_json_schema.py" \
        "$t/test_verdict.py" "$t/test_missing.py" "$t/test_explained.py" "$by_hand" "$t/agreement/test_sql.py")]"
      echo 'pytest_add_cli_args = ["-m", "not postgres", "-k", "not promise and not finding and not unbroken and not polars", "-p", "no:cacheprovider", "-o", "addopts=-q"]'
      ;;
    proof)
      echo "only_mutate = [$(list "${prover[@]}")]"
      echo "pytest_add_cli_args_test_selection = [$(list "$t/test_proof.py" "$t/test_compare.py" \
        "$t/test_broken.py" "$t/proof" "$by_hand")]"
      echo 'pytest_add_cli_args = ["-m", "not postgres", "-k", "not fault_is_reported and not polars and not however_far", "-p", "no:cacheprovider", "-o", "addopts=-q"]'
      ;;
    screening)
      # The threads of Polars do not survive a fork: a worker would hang, and a hang counts as caught. So
      # here, and only here, workers are forked from a process that has run no test.
      echo 'process_isolation = "forkserver"'
      echo "only_mutate = [$(list "${tables[@]}")]"
      echo "pytest_add_cli_args_test_selection = [$(list "$t/test_screening.py" "$t/test_screening_files.py" \
        "$t/test_screening_cells.py" "$t/test_screening_one_case.py" "$t/test_screening_written.py" "$t/test_screening_dates.py" "$t/test_screening_stops.py" "$t/test_tables.py" "$by_hand")]"
      echo 'pytest_add_cli_args = ["-m", "not postgres", "-k", "not uk-", "-p", "no:cacheprovider", "-o", "addopts=-q"]'
      ;;
    *)
      echo "there is no room \`$room\`: core, proof or screening" >&2
      return 2
      ;;
  esac
}

run() {
  local room="$1" clone="$folder/$1"
  if [ -d "$clone/.git" ]; then
    git -C "$clone" fetch -q origin
    git -C "$clone" reset -q --hard FETCH_HEAD
  else
    git clone -q "$root" "$clone"
  fi
  settings "$room" >> "$clone/pyproject.toml"
  cd "$clone"
  local names=()
  if [ -n "${MUTATION_SAMPLE:-}" ]; then
    mapfile -t names < <("$python" "$root/scripts/mutation_sample.py" "$MUTATION_SAMPLE" 2> sample.log)
  fi
  # Without pytest's plug-ins: loading them is half the time of a mutant.
  PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 POLARS_MAX_THREADS=1 nice -n 15 "$python" -m mutmut run \
    --max-children "${MUTATION_JOBS:-1}" "${names[@]}" > mutmut.log 2>&1 || { tail -n 40 mutmut.log; exit 1; }
  cd "$root"
}

rooms=("$@")
[ ${#rooms[@]} -gt 0 ] || rooms=(core proof screening)
for room in "${rooms[@]}"; do
  run "$room"
done
"$python" "$root/scripts/mutation_summary.py" "${rooms[@]/#/$folder/}"
