# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Containers on the cached roots: an overlay whose upper half is in memory, so that a root is never
# changed and each start is a fresh one; a plain start for building; a boot with the lab's own
# configuration; commands inside, as root or in the session of the ordinary user. All of it runs in
# the namespaces and the control group of the working half (see dev), which end it.

LAB_USER=nut

# Lays a fresh overlay over the root of a suite; it appears at $RUN/fs/NAME/root.
lay_over() {
  local name=$1 suite=$2 fs=$RUN/fs/$1
  mkdir -p "$fs/base" "$fs/upper" "$fs/work" "$fs/root"
  mount --bind "$(root_path "$suite")" "$fs/base"
  (cd "$fs" && mount -t overlay -o lowerdir=base,upperdir=upper,workdir=work hardnut root)
}

drop_overlay() {
  local fs=$RUN/fs/$1 mounted
  for mounted in root base source build; do
    mountpoint -q "$fs/$mounted" || continue
    umount -R "$fs/$mounted" 2>/dev/null || umount -R -l "$fs/$mounted"
  done
  rm -rf --one-file-system -- "$fs"
}

# Where the builds of this checkout for a root are kept.
build_path() {
  local hash
  hash=$(printf '%s' "$TOP" | sha256sum)
  printf '%s/build/%s/%s-%s\n' "$CACHE" "${hash:0:12}" "$(basename "$(root_path "$1")")" "$2"
}

# Sets NSPAWN to the command that starts container NAME with the given build folder. The source is
# read-only in it; /usr/local is where a build installs to.
nspawn_command() {
  local name=$1 build=$2 mounts=$RUN/fs/$1
  mkdir -p "$mounts/source" "$mounts/build" "$RUN/out" "$build/build" "$build/prefix"
  chown "${LAB_UID:-1000}" "$RUN/out"
  # The paths of a checkout may hold anything; those of the mounts are plain.
  mountpoint -q "$mounts/source" || mount --bind "$TOP" "$mounts/source"
  mountpoint -q "$mounts/build" || mount --bind "$build" "$mounts/build"
  NSPAWN=(
    systemd-nspawn --quiet --register=no --keep-unit --directory="$mounts/root"
    --machine="hardnut-$HARDNUT_OWNER-$name" --private-network --resolv-conf=off --timezone=off
    --link-journal=no --console=pipe
    --bind-ro="$mounts/source:/hardnut/source"
    --bind="$mounts/build/build:/hardnut/build"
    --bind="$mounts/build/prefix:/usr/local"
    --bind="$RUN/out:/hardnut/out"
  )
}

# What the observer needs to load its programs into the kernel, which is this machine's; and calls that
# services of its tests make in vain.
OBSERVER_OPTIONS=(--capability=CAP_BPF,CAP_PERFMON
  '--system-call-filter=bpf perf_event_open mlock swapoff')

# What one loads into the kernel all others see, and some look whether there is nothing: one at a time,
# until this process ends.
hold_kernel() {
  local lock
  exec {lock}>"$CACHE/kernel.lock"
  flock "$lock"
}

# Puts the calling process into a control group of its own; systemd-nspawn splits the one it is in.
own_group() {
  mkdir -p "/sys/fs/cgroup/$HARDNUT_GROUP/$1"
  echo 0 >"/sys/fs/cgroup/$HARDNUT_GROUP/$1/cgroup.procs"
}

# Runs a command in a container that is not booted: enter NAME SUITE BUILD COMMAND…
enter() {
  local name=$1 suite=$2 build=$3 status=0 NSPAWN
  shift 3
  lay_over "$name" "$suite"
  nspawn_command "$name" "$build"
  (
    own_group "$name"
    exec env SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 "${NSPAWN[@]}" --as-pid2 \
      --setenv=LC_ALL=C.UTF-8 --setenv=PYTHONDONTWRITEBYTECODE=1 -- "$@"
  ) </dev/null || status=$?
  drop_overlay "$name"
  return $status
}

# Only the prefix of a build is kept; lab/prepare puts links to these where they are looked for.
FOUND_IN_LAB=(-Ddbus_policy_dir=/usr/local/share/dbus-1/system.d
  -Dpolkit_action_dir=/usr/local/share/polkit-1/actions)

# Builds Hardnut in the root of a suite: build_in NAME SUITE FLAVOUR MESON-OPTION… The build folder
# is kept between runs. CC may name another compiler, INSTALL=yes installs into the kept
# prefix, TARGETS names what is built. Once in a run is enough: another job may run by now what a
# second build would link anew.
build_in() {
  local name=$1 suite=$2 flavour=$3 build log=$RUN/$1-build.log built status=0
  shift 3
  build=$(build_path "$suite" "$flavour")
  built=$RUN/built-$suite-$flavour-${INSTALL:-no}
  mkdir -p "$build"
  exec {BUILD_LOCK}>"$build/lock"
  flock "$BUILD_LOCK"
  if [ ! -e "$built" ]; then
    enter "$name" "$suite" "$build" \
      env CC="${CC:-gcc}" TARGETS="${TARGETS:-all}" /hardnut/source/lab/lib/build /hardnut/source /hardnut/build \
      "${INSTALL:-no}" --prefix=/usr/local "${FOUND_IN_LAB[@]}" "$@" >"$log" 2>&1 || status=$?
    [ $status != 0 ] || : >"$built"
  fi
  exec {BUILD_LOCK}>&-
  [ $status = 0 ] || { grep -E -A 14 'FAILED:|error:|ERROR:' "$log" || cat "$log"; } \
    | tail -n 60 >&2
  return $status
}

# ---- A booted container ----------------------------------------------------------------------------

# Boots a suite as NAME and sets INIT to the process number of its systemd.
boot() {
  local name=$1 suite=$2 build=$3 log=$RUN/$1-boot.log NSPAWN
  lay_over "$name" "$suite"
  nspawn_command "$name" "$build"
  tar -C "$TOP/lab/root" --owner=0 --group=0 --mode=u=rwX,go=rX -c . \
    | tar -C "$RUN/fs/$name/root" -x --keep-directory-symlink
  LAB_UID=${LAB_UID:-1000} LAB_USER=$LAB_USER chroot "$RUN/fs/$name/root" \
    /bin/bash -s <"$TOP/lab/prepare" >"$log" 2>&1 \
    || { cat "$log" >&2; die "The lab could not be prepared."; }
  start_init "$name" "$suite" "$name"
}

# Restarts a booted system the way a person does: what is on its disk stays, what is in /run goes.
# Takes what boot() took.
boot_again() {
  local name=$1 suite=$2 build=$3 booter NSPAWN
  booter=$(awk '$1 == "PPid:" { print $2 }' "/proc/$INIT/status")
  inside "$INIT" systemctl reboot >/dev/null 2>&1 || :
  for _ in $(seq 1200); do
    [ -d "/proc/$booter" ] || break
    sleep 0.1
  done
  [ ! -d "/proc/$booter" ] || die "${DEBIAN_OF[$suite]} did not shut down."
  nspawn_command "$name" "$build"
  # A control group that has been split takes no process any more.
  start_init "$name" "$suite" "$name/again"
}

# Starts the systemd of a root that is laid over, in the given control group, and sets INIT. On a
# machine nothing is inheritable, and systemd-nspawn would let everything be.
start_init() {
  local name=$1 suite=$2 group=$3 log=$RUN/$1-boot.log booter child
  INIT=''
  (
    own_group "$group"
    exec env SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 "${NSPAWN[@]}" --hostname=lab "${BOOT_OPTIONS[@]}" \
      --kill-signal=SIGRTMIN+4 -- /usr/bin/setpriv --inh-caps=-all /usr/lib/systemd/systemd
  ) </dev/null >>"$log" 2>&1 &
  booter=$!
  disown "$booter"
  for _ in $(seq 600); do
    [ -d "/proc/$booter" ] || break
    for child in $(cat "/proc/$booter/task/$booter/children" 2>/dev/null); do
      if [ "$(cat "/proc/$child/comm" 2>/dev/null)" = systemd ] \
        && [ -S "/proc/$child/root/run/systemd/private" ]; then
        INIT=$child
        return
      fi
    done
    sleep 0.05
  done
  tail -n 25 "$log" >&2
  die "${DEBIAN_OF[$suite]} did not boot."
}

# Waits until everything has been started, and says what did not start.
wait_booted() {
  local state
  state=$(timeout 120 nsenter -t "$1" -a -r -w -- systemctl is-system-running --wait) || :
  [ "$state" = running ] && return
  warn "dev: The booted system is '$state':"
  nsenter -t "$1" -a -r -w -- systemctl list-units --failed --no-legend --plain --no-pager >&2 || :
  nsenter -t "$1" -a -r -w -- systemctl list-jobs --no-legend --no-pager >&2 || :
}

# Lets a system that booted while Hardnut was being installed find the helper.
find_installed() {
  inside "$1" sh -c 'systemctl daemon-reload && systemctl kill --kill-whom=main --signal=HUP dbus.service \
    && systemctl --machine="$0@" --user daemon-reload' "$LAB_USER" >/dev/null 2>&1 || :
}

halt() {
  local name=$1 group=/sys/fs/cgroup/$HARDNUT_GROUP/$1
  [ ! -e "$group/cgroup.kill" ] || echo 1 >"$group/cgroup.kill"
  for _ in $(seq 100); do
    grep -q 'populated 0' "$group/cgroup.events" && break
    sleep 0.1
  done
  drop_overlay "$name"
}

CLEAN_ENV=(LC_ALL=C.UTF-8 "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
  PYTHONDONTWRITEBYTECODE=1 "TERM=${TERM:-dumb}")

# Runs a command as root: inside INIT COMMAND…
inside() {
  local init=$1
  shift
  nsenter -t "$init" -a -r -w -- env -i "${CLEAN_ENV[@]}" HOME=/root "$@"
}

# Runs a command in a login session of the ordinary user: in_session INIT OPTION… -- COMMAND…
# The options are those of systemd-run.
in_session() {
  local init=$1 options=() variable
  shift
  while [ "$1" != -- ]; do
    options+=("$1")
    shift
  done
  shift
  for variable in "${CLEAN_ENV[@]}"; do options+=("--setenv=$variable"); done
  inside "$init" systemd-run --quiet --wait --collect --property=User=$LAB_USER \
    --property=PAMName=login --setenv=XDG_SESSION_CLASS=user --property=WorkingDirectory='~' --property=TimeoutStopSec=2 \
    "${options[@]}" -- "$@"
}
