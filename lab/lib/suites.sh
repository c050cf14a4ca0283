# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# The test suites: which jobs they take, some at a time, and the sum of it all. A job makes its
# root, builds, runs, and leaves one line per suite in $RUN/out/JOB.tsv (see tests/tally).
#
#   floor      all that needs no display (engine to cli) on Debian 12, the oldest system Hardnut
#              builds on
#   sanitized  the same, with AddressSanitizer and UndefinedBehaviorSanitizer
#   clang      the same sources without a warning from clang, what clang-tidy says of them, and a
#              short run of the fuzz targets
#   app        the window on Debian 13, booted, in the ordinary user's session on a virtual screen
#   system-N   the system suite in a booted system with systemd N
#   window-N   the whole way through the window in a booted system with systemd N
#   mutations  the helper without each of its guards in turn, which the attacks have to notice
#   advice-257 each change that is advised for well-known services, alone
#   harden-257 a search for the strictest settings of well-known services, and wherever it is stopped
#   power      cuts the power of a virtual machine
#   effects-N  what services can do with everything that the helper lets through, on systemd N
#   effects-machine
#              what of it only a virtual machine enforces
#   staged-N   what the window predicts, against systemd N after applying it
#   attacks-N  an ordinary user against the helper, in a booted system with systemd N
#   faults-N   all that can go wrong around the helper, in a booted system with systemd N; of each
#              kind one where no suite is named
#   observer-N what is seen of services by the programs in this machine's kernel, on systemd N
#   observer-machine
#              the same with the kernel of Debian 13, in a virtual machine
#   dev        this script
#   recipes-N  the commands of README.md and CONTRIBUTING.md, as they are written, in a bare Debian N
#   install    putting Hardnut on a booted Debian 13, and taking it off again

# While working on a test, HARDNUT_JOBS="power install" runs these jobs and no others.
# HARDNUT_SCREENSHOTS may name a folder for the pictures that the jobs app and window-N take.

TEST_ENVIRONMENT=(G_DEBUG=fatal-warnings
  ASAN_OPTIONS=detect_leaks=1:abort_on_error=1:strict_string_checks=1:detect_stack_use_after_return=1
  UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1)
TALLY=/hardnut/source/tests/tally

# Jobs that boot a system wait for it most of the time, with a third of one processor: on two processors
# a third job makes it all shorter, and a fourth would make the window's tests slow.
AT_A_TIME=3

chosen() {
  [[ " ${SUITES[*]} " == *" $1 "* ]]
}

# Sets HEADLESS to those of the chosen suites that need no display and no booted system.
choose_headless() {
  local suite
  HEADLESS=()
  for suite in "${HEADLESS_SUITES[@]}"; do
    if chosen $suite; then HEADLESS+=("$suite"); fi
  done
}

build_or_die() {
  build_in "$@" || die "The build '$3' broke on ${DEBIAN_OF[$2]}."
}

# Copies the pictures of a job, if any were asked for: keep_pictures JOB FOLDER
keep_pictures() {
  [ -n "${HARDNUT_SCREENSHOTS:-}" ] && [ -d "$RUN/out/$1" ] || return 0
  mkdir -p "$HARDNUT_SCREENSHOTS"
  cp -rT -- "$RUN/out/$1" "$HARDNUT_SCREENSHOTS/$2"
}

# ---- Jobs ------------------------------------------------------------------------------------------

job_floor() {
  ensure_root bookworm
  # Some warnings come with optimization only.
  build_or_die floor bookworm floor -Dgui=false --werror --buildtype=debugoptimized
  enter floor bookworm "$(build_path bookworm floor)" env "${TEST_ENVIRONMENT[@]}" \
    $TALLY --result /hardnut/out/floor.tsv meson /hardnut/build "${HEADLESS[@]}"
}

job_sanitized() {
  ensure_root bookworm
  build_or_die sanitized bookworm sanitized -Dgui=false -Db_sanitize=address,undefined \
    -Db_lundef=false
  enter sanitized bookworm "$(build_path bookworm sanitized)" env "${TEST_ENVIRONMENT[@]}" \
    $TALLY --result /hardnut/out/sanitized.tsv --label ' (ASan and UBSan)' \
    meson /hardnut/build "${HEADLESS[@]}"
}

job_clang() {
  local status=0
  ensure_root bookworm
  CC=clang build_or_die clang bookworm clang -Dgui=false -Dfuzz=true -Db_lundef=false --werror
  if chosen dev; then
    enter clang bookworm "$(build_path bookworm clang)" \
      $TALLY --result /hardnut/out/clang.tsv --label ' (clang-tidy)' \
      tap dev /hardnut/source/tests/dev/tidy /hardnut/build || status=$?
  fi
  if chosen fuzz; then
    enter clang bookworm "$(build_path bookworm clang)" env "${TEST_ENVIRONMENT[@]}" \
      $TALLY --result /hardnut/out/clang.tsv meson /hardnut/build fuzz || status=$?
  fi
  return $status
}

job_app() {
  local INIT build BOOT_OPTIONS=() status=0 variable options=()
  ensure_root trixie-observer
  INSTALL=yes build_or_die app trixie-observer app --werror
  build=$(build_path trixie-observer app)
  boot app trixie-observer "$build"
  wait_booted "$INIT"
  inside "$INIT" chown -R "$LAB_USER:" /hardnut/build/meson-logs
  # The tests say what a helper has kept that they only play.
  inside "$INIT" install -d --owner="$LAB_USER" /var/lib/hardnut/history /etc/hardnut/accepted.d
  for variable in "${TEST_ENVIRONMENT[@]}" "${LAB_VARIABLES[@]}"; do
    options+=("--setenv=$variable")
  done
  if [ -n "${HARDNUT_SCREENSHOTS:-}" ]; then
    inside "$INIT" install -d -o "$LAB_USER" /hardnut/out/app
    options+=("--setenv=HN_SCREENSHOTS=/hardnut/out/app")
  fi
  in_session "$INIT" --pipe "${options[@]}" -- /hardnut/source/lab/session offscreen:1920x1200 \
    dbus-run-session -- $TALLY --result /hardnut/out/app.tsv meson /hardnut/build app || status=$?
  halt app
  keep_pictures app app
  return $status
}

job_system() {
  local version=$1 suite name=system-$1 INIT build BOOT_OPTIONS=() status=0
  suite=${SUITE_OF[$version]}
  ensure_root "$suite"
  INSTALL=yes build_or_die "$name" "$suite" system -Dgui=false
  build=$(build_path "$suite" system)
  boot "$name" "$suite" "$build"
  wait_booted "$INIT"
  inside "$INIT" "${TEST_ENVIRONMENT[@]}" "${LAB_VARIABLES[@]}" \
    HARDNUTCTL=/usr/local/bin/hardnutctl "HARDNUT_SYSTEMD=$version" timeout 3000 \
    $TALLY --result "/hardnut/out/$name.tsv" --label " (systemd $version)" \
    tap system /hardnut/source/tests/system/run || status=$?
  halt "$name"
  return $status
}

# One of the suites that need what the system suite has: job_beside SUITE VERSION COMMAND…
job_beside() {
  local kind=$1 version=$2 suite name=$1-$2 INIT build BOOT_OPTIONS=() status=0
  shift 2
  suite=${SUITE_OF[$version]}
  ensure_root "$suite"
  INSTALL=yes build_or_die "$name" "$suite" system -Dgui=false
  build=$(build_path "$suite" system)
  boot "$name" "$suite" "$build"
  wait_booted "$INIT"
  inside "$INIT" "${TEST_ENVIRONMENT[@]}" "${LAB_VARIABLES[@]}" \
    HARDNUTCTL=/usr/local/bin/hardnutctl "HARDNUT_SYSTEMD=$version" timeout 9000 \
    $TALLY --result "/hardnut/out/$name.tsv" --label " (systemd $version)" \
    tap "$kind" "$@" || status=$?
  halt "$name"
  return $status
}

# It takes rights that the other jobs do not give their containers.
job_observer() {
  local version=$1 suite name=observer-$1 INIT build status=0 parts=(observer)
  local BOOT_OPTIONS=("${OBSERVER_OPTIONS[@]}")
  suite=${SUITE_OF[$version]}
  # A sample of the searches, which need the same rights.
  if [ "$suite" = bookworm ]; then parts+=(harden); else suite+=-observer; fi
  ensure_root "$suite"
  hold_kernel
  INSTALL=yes build_or_die "$name" "$suite" system -Dgui=false
  build=$(build_path "$suite" system)
  boot "$name" "$suite" "$build"
  wait_booted "$INIT"
  inside "$INIT" "${TEST_ENVIRONMENT[@]}" "${LAB_VARIABLES[@]}" \
    HARDNUTCTL=/usr/local/bin/hardnutctl "HARDNUT_SYSTEMD=$version" timeout 900 \
    $TALLY --result "/hardnut/out/$name.tsv" --label " (observer, systemd $version)" \
    tap system /hardnut/source/tests/system/run --only "${parts[@]}" || status=$?
  halt "$name"
  return $status
}

# Its kernel has no tracepoint for capabilities.
job_observer_machine() {
  ensure_root trixie-power-observer
  INSTALL=yes build_or_die observer-machine trixie-power-observer observer -Dgui=false
  enter observer-machine trixie-power-observer "$(build_path trixie-power-observer observer)" \
    env HARDNUT_BUILD=/hardnut/build $TALLY --result /hardnut/out/observer-machine.tsv \
    --label ' (observer, virtual machine)' tap system /hardnut/source/tests/system/observer_in_machine
}

job_faults() {
  local options=()
  [ "$IN_SHORT" = no ] || options=(--short)
  job_beside faults "$1" /hardnut/source/tests/system/faults "${options[@]}"
}

# HARDNUT_CHAPTERS="harden" goes this part of the way alone.
job_window() {
  local version=$1 suite name=window-$1 INIT build BOOT_OPTIONS=() status=0 chapter label
  local pictures=() chapters='change undo accept harden'
  [ -z "${HARDNUT_SCREENSHOTS:-}" ] || pictures=("HN_SCREENSHOTS=/hardnut/out/$name")
  suite=${SUITE_OF[$version]}
  [ "$IN_SHORT" = yes ] || chapters='change undo accept killed harden'
  # One version is enough to really watch services, to harden several, and in short to be killed.
  if [ "$suite" = trixie ]; then
    suite=trixie-observer chapters='change undo accept watch killed harden several'
    [ "$IN_SHORT" = yes ] || chapters+=' between'
    BOOT_OPTIONS=("${OBSERVER_OPTIONS[@]}")
  fi
  ensure_root "$suite"
  INSTALL=yes build_or_die "$name" "$suite" app --werror
  build=$(build_path "$suite" app)
  label=" (systemd $version)"
  boot "$name" "$suite" "$build"
  for chapter in ${HARDNUT_CHAPTERS:-$chapters}; do
    case $chapter in
      undo)
        boot_again "$name" "$suite" "$build"
        label=" (systemd $version, restarted)"
        ;;
      watch)
        hold_kernel
        label=" (systemd $version, watched)"
        ;;
      accept) label=" (systemd $version, accepted)" ;;
      killed) label=" (systemd $version, killed)" ;;
      harden) label=" (systemd $version, hardened)" ;;
      several) label=" (systemd $version, several hardened)" ;;
      between) label=" (systemd $version, killed among several)" ;;
    esac
    wait_booted "$INIT"
    inside "$INIT" "${LAB_VARIABLES[@]}" "${pictures[@]}" timeout 1500 \
      $TALLY --result "/hardnut/out/$name.tsv" --label "$label" \
      tap window /hardnut/source/tests/system/e2e_window.py $chapter || status=$?
    [ $status = 0 ] || break
  done
  halt "$name"
  keep_pictures "$name" "$version"
  return $status
}

job_power() {
  ensure_root trixie-power
  INSTALL=yes build_or_die power trixie-power power -Dgui=false -Dtests=false
  enter power trixie-power "$(build_path trixie-power power)" \
    $TALLY --result /hardnut/out/power.tsv tap power /hardnut/source/tests/power/run
}

# HARDNUT_ADVICE has what is given to it: services, a seed and a size.
job_advice() {
  local INIT build BOOT_OPTIONS=() status=0
  ensure_root trixie-services
  INSTALL=yes build_or_die advice-257 trixie-services system -Dgui=false
  build=$(build_path trixie-services system)
  boot advice-257 trixie-services "$build"
  # Many of them want the same ports.
  wait_booted "$INIT"
  # shellcheck disable=SC2086 # words
  inside "$INIT" "${TEST_ENVIRONMENT[@]}" "${LAB_VARIABLES[@]}" \
    HARDNUTCTL=/usr/local/bin/hardnutctl timeout 9000 \
    $TALLY --result /hardnut/out/advice-257.tsv --label ' (systemd 257)' \
    tap advice /hardnut/source/tests/system/advice/run ${HARDNUT_ADVICE:-} || status=$?
  halt advice-257
  return $status
}

# HARDNUT_HARDEN has what is given to it: services, a level, for how long they are watched, or which of
# the other cases. After the searches the system is restarted, and looked at again.
job_harden() {
  local INIT build status=0 root=trixie-services-observer given
  local BOOT_OPTIONS=("${OBSERVER_OPTIONS[@]}") all=(--cases --level=fitting --level=strict --afterwards)
  [ -z "${HARDNUT_HARDEN:-}" ] || all=("$HARDNUT_HARDEN")
  ensure_root $root
  hold_kernel
  INSTALL=yes build_or_die harden-257 $root system -Dgui=false
  build=$(build_path $root system)
  boot harden-257 $root "$build"
  wait_booted "$INIT"
  for given in "${all[@]}"; do
    # shellcheck disable=SC2086 # words
    harden_in "$INIT" $given || status=$?
    [[ $given != *--cases* ]] || continue
    boot_again harden-257 $root "$build"
    wait_booted "$INIT"
    harden_in "$INIT" --again || status=$?
  done
  halt harden-257
  return $status
}

harden_in() {
  local init=$1
  shift
  inside "$init" "${TEST_ENVIRONMENT[@]}" "${LAB_VARIABLES[@]}" \
    HARDNUTCTL=/usr/local/bin/hardnutctl timeout 9000 \
    $TALLY --result /hardnut/out/harden-257.tsv --label " (systemd 257, $*)" \
    tap harden /hardnut/source/tests/system/harden/run "$@"
}

job_effects_machine() {
  ensure_root trixie-power
  INSTALL=yes build_or_die effects-machine trixie-power power -Dgui=false -Dtests=false
  enter effects-machine trixie-power "$(build_path trixie-power power)" \
    $TALLY --result /hardnut/out/effects-machine.tsv --label ' (virtual machine)' \
    tap effects /hardnut/source/tests/system/effects/in_machine
}

job_dev() {
  local status=0
  ensure_root trixie
  ensure_root bookworm
  bash "$TOP/tests/dev/run" >"$RUN/out/dev.tap" 2>"$RUN/out/dev.err" </dev/null || status=$?
  # shellcheck disable=SC2016 # expanded by the inner shell
  enter dev bookworm "$(build_path bookworm dev)" sh -c '
    tally() { "$0" --result /hardnut/out/dev.tsv "$@" || status=1; }
    status=0
    tally tap dev sh -c "cat /hardnut/out/dev.tap; cat /hardnut/out/dev.err >&2; exit $1"
    tally --label " (shell scripts)" tap dev /hardnut/source/tests/dev/lint
    tally --label " (C sources)" tap dev /hardnut/source/tests/dev/code
    tally --label " (contract)" tap dev /hardnut/source/tests/dev/contract
    tally --label " (tally)" tap dev /hardnut/source/tests/dev/test-tally
    exit $status' $TALLY "$status"
}

# The tally needs Python, which a bare root has not; it runs in the root of other jobs.
job_recipes() {
  local debian=$1 name=recipes-$1 suite block blocks=(2) status=0
  suite=bookworm
  if [ "$debian" = 13 ]; then suite=trixie blocks=(1 2); fi
  ensure_root "$suite-bare"
  ensure_root bookworm
  for block in "${blocks[@]}"; do
    enter "$name" "$suite-bare" "$(build_path "$suite-bare" recipes)" sh -c \
      '/hardnut/source/tests/dev/recipes "$1" >"/hardnut/out/$0-$1.tap"' "$name" "$block" || :
    # shellcheck disable=SC2016 # expanded by the inner shell
    enter "$name" bookworm "$(build_path bookworm dev)" $TALLY --result "/hardnut/out/$name.tsv" \
      --label " (recipe $block of the README, Debian $debian)" tap dev \
      cat "/hardnut/out/$name-$block.tap" || status=1
  done
  return $status
}

job_install() {
  local INIT build BOOT_OPTIONS=("${OBSERVER_OPTIONS[@]}") status=0
  ensure_root trixie-observer
  hold_kernel
  # Nothing is kept of the builds: where they are installed to has to be as on a new machine.
  build=$RUN/fs/install-build
  mkdir -p "$build"
  boot install trixie-observer "$build"
  wait_booted "$INIT"
  inside "$INIT" $TALLY --result /hardnut/out/install.tsv --label ' (install)' \
    tap dev /hardnut/source/tests/dev/install || status=$?
  halt install
  return $status
}

# ---- The queue -------------------------------------------------------------------------------------

# Sets JOBS to what the chosen suites take. The first ones make the roots, each its own.
choose_jobs() {
  local version
  JOBS=()
  choose_headless
  if [ ${#HEADLESS[@]} -gt 0 ]; then JOBS+=(floor); fi
  if chosen app; then JOBS+=(app); fi
  if chosen system; then
    for version in "${VERSIONS[@]}"; do
      JOBS=(system-"$version" "${JOBS[@]}")
    done
  fi
  # The long ones early, so that not one of them is left alone at the end.
  if chosen dev; then JOBS+=(install recipes-13 recipes-12); fi
  for version in "${VERSIONS[@]}"; do
    if chosen faults && { [ "$IN_SHORT" = no ] || [ "$version" = 257 ]; }; then
      JOBS+=(faults-"$version")
    fi
    if chosen attacks; then JOBS+=(attacks-"$version"); fi
    # Its build is there from the system suite.
    if { chosen observing && [ "$version" != 262 ]; } || { chosen system && [ "$version" = 252 ]; }; then
      JOBS+=(observer-"$version")
    fi
    # Debian 12 has no GTK for the window, whose predictions these are.
    if chosen staged && [ "$version" != 252 ]; then JOBS+=(staged-"$version"); fi
    if chosen effects; then JOBS+=(effects-"$version"); fi
    if chosen window && [ "$version" != 252 ]; then JOBS+=(window-"$version"); fi
  done
  if chosen mutations; then JOBS+=(mutations-257); fi
  if chosen advice; then JOBS+=(advice-257); fi
  if chosen harden; then JOBS+=(harden-257); fi
  if chosen power; then JOBS+=(power); fi
  if chosen effects; then JOBS+=(effects-machine); fi
  if chosen observing; then JOBS+=(observer-machine); fi
  if [ ${#HEADLESS[@]} -gt 0 ]; then JOBS+=(sanitized); fi
  if chosen fuzz || chosen dev || [ ${#HEADLESS[@]} -gt 0 ]; then JOBS+=(clang); fi
  if chosen dev; then JOBS+=(dev); fi
  if [ -n "${HARDNUT_JOBS:-}" ]; then read -ra JOBS <<<"$HARDNUT_JOBS"; fi
}

start_job() {
  local job=$1
  (
    exec 3>&1 >"$RUN/$job.log" 2>&1
    SAY_TO=3
    case $job in
      system-*) job_system "${job#system-}" ;;
      window-*) job_window "${job#window-}" ;;
      observer-machine) job_observer_machine ;;
      observer-*) job_observer "${job#observer-}" ;;
      faults-*) job_faults "${job#faults-}" ;;
      advice-257) job_advice ;;
      harden-257) job_harden ;;
      effects-machine) job_effects_machine ;;
      effects-*) job_beside effects "${job#effects-}" /hardnut/source/tests/system/effects/run ;;
      mutations-*) job_beside mutations "${job#mutations-}" /hardnut/source/tests/mutations/run ;;
      attacks-*) job_beside attacks "${job#attacks-}" /hardnut/source/tests/system/run --attacks ;;
      recipes-*) job_recipes "${job#recipes-}" ;;
      staged-*) job_beside staged "${job#staged-}" /hardnut/source/tests/system/run --staged=300 ;;
      *) "job_$job" ;;
    esac
  ) &
  RUNNING[$!]=$job
  STARTED[$job]=$SECONDS
}

finish_job() {
  local job=$1 status=$2
  local outcome='done'
  [ "$status" = 0 ] || outcome=FAILED
  say "$job: $outcome after $((SECONDS - STARTED[$job])) s"
  [ ! -s "$RUN/$job.log" ] || sed 's/^/  /' "$RUN/$job.log"
  if [ "$status" != 0 ] && ! awk -F '\t' '$3 > 0 { bad = 1 } END { exit !bad }' \
    "$RUN/out/$job.tsv" 2>/dev/null; then
    BROKEN+=("$job")
  fi
}

run_suites() {
  local JOBS HEADLESS job pid status next=0 BROKEN=()
  local -A RUNNING=() STARTED=()
  choose_jobs
  mkdir -p "$RUN/out"
  say "Jobs: ${JOBS[*]}, $AT_A_TIME at a time."
  while [ $next -lt ${#JOBS[@]} ] || [ ${#RUNNING[@]} -gt 0 ]; do
    while [ $next -lt ${#JOBS[@]} ] && [ ${#RUNNING[@]} -lt $AT_A_TIME ]; do
      start_job "${JOBS[next]}"
      next=$((next + 1))
    done
    status=0
    wait -n -p pid "${!RUNNING[@]}" || status=$?
    job=${RUNNING[$pid]}
    unset "RUNNING[$pid]"
    finish_job "$job" "$status"
  done
  sum_up
}

# Prints a line per suite, what broke, and the sum as the last line.
sum_up() {
  local name p f s seconds passed=0 failed=0 skipped=0
  say ''
  while IFS=$'\t' read -r name p f s seconds; do
    printf '%-28s %5d passed %5d failed %5d skipped %6d s\n' "$name" "$p" "$f" "$s" "$seconds"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  done < <(for job in "${JOBS[@]}"; do cat "$RUN/out/$job.tsv" 2>/dev/null || :; done)
  for job in "${BROKEN[@]}"; do
    say "$job: broken, see above"
    failed=$((failed + 1))
  done
  say "$passed passed, $failed failed, $skipped skipped"
  [ $failed = 0 ] && [ $passed -gt 0 ]
}
