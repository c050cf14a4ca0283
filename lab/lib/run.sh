# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Runs of the window: the choice between this machine and the lab, the display, and both kinds of
# run.

GTK_FLOOR=4.18
ADW_FLOOR=1.7

PACKAGES_NATIVE='gcc libc6-dev meson ninja-build pkgconf gettext libglib2.0-dev libglib2.0-bin
  libsystemd-dev libseccomp-dev libgtk-4-dev libadwaita-1-dev
  libgtksourceview-5-dev blueprint-compiler desktop-file-utils'

# ---- This machine or the lab -----------------------------------------------------------------------

# Prints the version of a library: of its development files, else of the installed library, else the
# one that apt would install.
library_version() {
  local module=$1 development=$2 runtime=$3 version
  version=$(pkg-config --modversion "$module" 2>/dev/null) \
    || version=$(dpkg-query -W -f '${Version}' "$runtime" 2>/dev/null) || version=''
  [ -n "$version" ] \
    || version=$(apt-cache policy "$development" 2>/dev/null | sed -n 's/^ *Candidate: //p')
  [ "$version" != '(none)' ] || version=''
  version=${version#*:}
  version=${version%%[-+~]*}
  printf '%s' "$version"
}

at_least() {
  [ -n "$1" ] && [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

# Sets WHY to what this machine lacks to show its own services; empty where it lacks nothing.
why_not_here() {
  local first gtk adw
  first=$(cat /proc/1/comm 2>/dev/null || echo unknown)
  WHY=''
  if [ "$first" != systemd ] || [ ! -d /run/systemd/system ]; then
    WHY="systemd is not PID 1 here ($first is), so this machine has no services to show."
    return
  fi
  gtk=$(library_version gtk4 libgtk-4-dev libgtk-4-1)
  adw=$(library_version libadwaita-1 libadwaita-1-dev libadwaita-1-0)
  if ! at_least "$gtk" $GTK_FLOOR; then
    WHY="Hardnut needs GTK $GTK_FLOOR, and this machine has ${gtk:-none}."
  elif ! at_least "$adw" $ADW_FLOOR; then
    WHY="Hardnut needs libadwaita $ADW_FLOOR, and this machine has ${adw:-none}."
  fi
  LIBRARIES="GTK $gtk and libadwaita $adw"
}

# Sets PLACE to "here" or "lab", and REASON to what a person is told about it.
choose_place() {
  local WHY LIBRARIES
  PLACE=lab
  if [ "$LAB" = yes ]; then
    REASON='Using the lab: --lab asks for it.'
    return
  fi
  why_not_here
  if [ -n "$WHY" ]; then
    REASON="Using the lab: $WHY"
  else
    PLACE=here
    REASON="Using this machine: systemd is PID 1 here, with $LIBRARIES."
  fi
}

need_native() {
  local packages=$PACKAGES_NATIVE
  # Who installs it wants all of it.
  [ "$COMMAND" != install ] || packages+=" $PACKAGES_OBSERVER"
  if [ -n "$SCREENSHOT" ]; then
    packages+=' xvfb'
  elif [ -z "${WAYLAND_DISPLAY:-}${DISPLAY:-}" ]; then
    packages+=' libgtk-4-bin'
  fi
  [ -n "${DBUS_SESSION_BUS_ADDRESS:-}" ] || packages+=' dbus'
  if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
    # shellcheck disable=SC2086 # a list of words
    need_packages 'Building Hardnut' $packages
    return
  fi
  local tool missing=()
  for tool in gcc meson ninja pkg-config msgfmt blueprint-compiler; do
    command -v $tool >/dev/null || missing+=("$tool")
  done
  for tool in gtk4 libadwaita-1 gtksourceview-5 libsystemd libseccomp; do
    pkg-config --exists $tool 2>/dev/null || missing+=("the development files of $tool")
  done
  [ ${#missing[@]} -eq 0 ] \
    || die "Building Hardnut needs these, from your distribution:$(printf '\n  %s' "${missing[@]}")"
}

# ---- Displays --------------------------------------------------------------------------------------

free_port() {
  ! (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null
}

need_free_port() {
  free_port || die "Port $PORT of 127.0.0.1 is in use; choose another one with --port."
}

# Waits until the page that shows the window is there, and says where.
announce_page() {
  for _ in $(seq 200); do
    if ! free_port; then
      say "There is no display here. Open http://127.0.0.1:$PORT/ in a browser to see the window."
      say 'Press Ctrl+C to end.'
      return
    fi
    sleep 0.05
  done
  die "The page on port $PORT did not come up."
}

# Sets APP to the command that writes a screenshot to $2, with what is built in $1.
picture_command() {
  # Nobody listens to a picture; without this an accessibility bus would be started, and stay.
  APP=(env GTK_A11Y=none "$1/lab/picture" "$2" --size "${SIZE:-$SCREENSHOT_SIZE}")
  [ "$DARK" = no ] || APP+=(--dark)
  [ -z "$OPEN" ] || APP+=(--open "$OPEN")
}

# What is built for a run.
run_targets() {
  printf 'all'
  [ -z "$SCREENSHOT" ] || printf ' lab/picture'
}

# The virtual screen is larger than the window, which may have a shadow around it.
screen_size() {
  local size=${SIZE:-$SCREENSHOT_SIZE}
  printf '%sx%s' $((${size%x*} + 200)) $((${size#*x} + 200))
}

keep_screenshot() {
  [ -s "$1" ] || die 'Hardnut wrote no screenshot.'
  install -m 644 -- "$1" "$SCREENSHOT"
  if is_root && [ -n "${SUDO_UID:-}" ]; then chown "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" -- "$SCREENSHOT"; fi
  say "Wrote $SCREENSHOT."
}

SCREENSHOT_SECONDS=90
SCREENSHOT_SIZE=1100x760

# ---- On this machine -------------------------------------------------------------------------------

run_native() {
  local build prefix log=$RUN/build.log APP
  build=$CACHE/build/$(printf '%s' "$TOP" | sha256sum | cut -c1-12)/native
  prefix=$build/prefix
  mkdir -p "$build/build" "$prefix"
  exec {BUILD_LOCK}>"$build/lock"
  flock "$BUILD_LOCK"
  say 'Building Hardnut…'
  CC=${CC:-gcc} TARGETS=$(run_targets) "$TOP/lab/lib/build" "$TOP" "$build/build" yes --prefix="$prefix" -Dtests=false \
    >"$log" 2>&1 || {
    tail -n 40 "$log" >&2
    die 'Hardnut could not be built.'
  }
  exec {BUILD_LOCK}>&-
  export PATH=$prefix/bin:$PATH
  export XDG_DATA_DIRS=$prefix/share:${XDG_DATA_DIRS:-/usr/local/share:/usr/share}
  helper_is_installed \
    || say "The helper that changes services is not installed; 'sudo ./dev install' installs it."
  local session=()
  if [ -z "${DBUS_SESSION_BUS_ADDRESS:-}" ] && [ ! -S "${XDG_RUNTIME_DIR:-/nonexistent}/bus" ]; then
    session=(dbus-run-session --)
  fi
  if [ -n "$SCREENSHOT" ]; then
    picture_command "$build/build" "$RUN/screenshot.png"
    timeout $SCREENSHOT_SECONDS "$TOP/lab/session" "offscreen:$(screen_size)" \
      "${session[@]}" "${APP[@]}" || die 'Hardnut ended with an error.'
    keep_screenshot "$RUN/screenshot.png"
    return
  fi
  APP=(hardnut)
  if [ -z "${WAYLAND_DISPLAY:-}${DISPLAY:-}" ]; then
    need_free_port
    if [ ! -w "${XDG_RUNTIME_DIR:-/nonexistent}" ]; then
      export XDG_RUNTIME_DIR=$RUN/runtime
      mkdir -m 700 "$XDG_RUNTIME_DIR"
    fi
    local number=$((PORT % 1000 + 100))
    gtk4-broadwayd -a 127.0.0.1 -p "$PORT" ":$number" >"$RUN/broadway.log" 2>&1 &
    announce_page
    export GDK_BACKEND=broadway BROADWAY_DISPLAY=:$number
  fi
  "${session[@]}" "${APP[@]}"
}

# ---- In the lab ------------------------------------------------------------------------------------

# Builds Hardnut for the lab while the lab boots; sets INIT.
start_lab() {
  local build builder status=0
  ensure_root trixie
  build=$(build_path trixie lab)
  mkdir -p "$build"
  say 'Building Hardnut and booting the lab…'
  INSTALL=yes TARGETS=$(run_targets) build_in lab-build trixie lab -Dtests=false &
  builder=$!
  boot lab trixie "$build"
  wait "$builder" || status=$?
  [ $status = 0 ] || die 'Hardnut could not be built.'
  wait_booted "$INIT"
  find_installed "$INIT"
}

run_lab() {
  local INIT APP options=() display=inherit
  BOOT_OPTIONS=("${OBSERVER_OPTIONS[@]}")
  [ -n "$SCREENSHOT" ] || prepare_display
  start_lab
  if [ -n "$SCREENSHOT" ]; then
    picture_command /hardnut/build /hardnut/out/screenshot.png
    in_session "$INIT" --pipe --property=RuntimeMaxSec=$SCREENSHOT_SECONDS -- \
      /hardnut/source/lab/session "offscreen:$(screen_size)" "${APP[@]}" </dev/null \
      || die 'Hardnut ended with an error.'
    keep_screenshot "$RUN/out/screenshot.png"
    return
  fi
  APP=(hardnut)
  [ -z "${BROADWAY:-}" ] || start_broadway "$INIT"
  [ -z "${COOKIES:-}" ] || translate_cookies "$INIT"
  say 'Hardnut shows the services of the lab.'
  in_session "$INIT" --pipe "${DISPLAY_OPTIONS[@]}" -- \
    /hardnut/source/lab/session "$display" "${APP[@]}" </dev/null
}

# Decides how the window of the lab gets to the person, before the lab boots: BOOT_OPTIONS let the
# container reach the display, DISPLAY_OPTIONS tell the app.
prepare_display() {
  local socket owner
  DISPLAY_OPTIONS=()
  if [ -n "${WAYLAND_DISPLAY:-}" ]; then
    socket=$WAYLAND_DISPLAY
    [[ $socket == /* ]] || socket=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/$socket
    owner=$(stat -c %u -- "$socket" 2>/dev/null) || owner=''
    # Only the owner of the socket may connect, so the ordinary user of the lab gets that number.
    if [ -S "$socket" ] && [ "${owner:-0}" -ge 1000 ]; then
      LAB_UID=$owner
      mkdir -p "$RUN/fs/display"
      : >"$RUN/fs/display/wayland"
      mount --bind "$socket" "$RUN/fs/display/wayland"
      BOOT_OPTIONS+=(--bind="$RUN/fs/display/wayland:/hardnut/wayland")
      DISPLAY_OPTIONS=(--setenv=WAYLAND_DISPLAY=/hardnut/wayland --setenv=GDK_BACKEND=wayland
        --setenv=GSK_RENDERER=cairo)
      return
    fi
    warn "dev: The Wayland display $socket cannot be used by an ordinary user."
  fi
  if [ -n "${DISPLAY:-}" ]; then
    prepare_x11
    return
  fi
  need_free_port
  BROADWAY=yes
  DISPLAY_OPTIONS=(--setenv=GDK_BACKEND=broadway --setenv=BROADWAY_DISPLAY=:5)
}

prepare_x11() {
  local number=${DISPLAY##*:} cookies=$RUN/out/xauthority
  number=${number%%.*}
  DISPLAY_OPTIONS=(--setenv=GDK_BACKEND=x11 --setenv=GSK_RENDERER=cairo)
  if [[ $DISPLAY == :* || $DISPLAY == unix:* ]]; then
    BOOT_OPTIONS+=(--bind-ro=/tmp/.X11-unix:/hardnut/x11)
    DISPLAY_OPTIONS+=("--setenv=DISPLAY=:$number"
      '--property=BindReadOnlyPaths=/hardnut/x11:/tmp/.X11-unix')
  else
    # A display behind the network, such as one that ssh forwards, is reached from this machine's
    # own network.
    mkdir -p "$RUN/fs/display"
    : >"$RUN/fs/display/network"
    mount --bind /proc/self/ns/net "$RUN/fs/display/network"
    BOOT_OPTIONS+=(--bind="$RUN/fs/display/network:/hardnut/network")
    DISPLAY_OPTIONS+=("--setenv=DISPLAY=$DISPLAY"
      --property=NetworkNamespacePath=/hardnut/network)
  fi
  local original=${XAUTHORITY:-${HOME:-/root}/.Xauthority}
  if [ -r "$original" ]; then
    mkdir -p "$RUN/out"
    cp -- "$original" "$cookies.host"
    COOKIES=yes
    DISPLAY_OPTIONS+=(--setenv=XAUTHORITY=/hardnut/out/xauthority)
  fi
}

# The cookies are kept under the name of this host; in the lab they have to hold for any name.
translate_cookies() {
  inside "$1" sh -c "cd /hardnut/out && touch xauthority \
    && xauth -q -f xauthority.host nlist | sed 's/^..../ffff/' | xauth -q -f xauthority nmerge - \
    && chown $LAB_USER: xauthority && rm xauthority.host"
}

# The page has to be reachable on this machine, so its server has the lab's files and processes, but
# not its network.
start_broadway() {
  nsenter -t "$1" --mount --ipc --uts --pid --root --wd -- setsid runuser -u "$LAB_USER" -- \
    env -i "${CLEAN_ENV[@]}" "XDG_RUNTIME_DIR=/run/user/${LAB_UID:-1000}" \
    gtk4-broadwayd -a 127.0.0.1 -p "$PORT" :5 >"$RUN/broadway.log" 2>&1 </dev/null &
  announce_page
}

# ---- The shell and the benchmarks ------------------------------------------------------------------

run_shell() {
  local INIT version=${VERSIONS[0]} terminal=--pipe build
  BOOT_OPTIONS=("${OBSERVER_OPTIONS[@]}")
  if [ "$version" = 257 ]; then
    start_lab >&2
  else
    local suite=${SUITE_OF[$version]}
    {
      ensure_root "$suite"
      say 'Building hardnutctl and booting…'
      INSTALL=yes build_in shell-build "$suite" shell -Dgui=false -Dtests=false \
        || die 'Hardnut could not be built.'
      build=$(build_path "$suite" shell)
      boot lab "$suite" "$build"
      wait_booted "$INIT"
    } >&2
  fi
  [ ! -t 0 ] || [ ! -t 1 ] || terminal=--pty
  if [ ${#ARGUMENTS[@]} -eq 0 ]; then
    ARGUMENTS=(bash -l)
    [ $terminal = --pipe ] || say "A shell in the lab; 'exit' ends the lab."
  fi
  if [ "$AS_USER" = yes ]; then
    in_session "$INIT" $terminal -- "${ARGUMENTS[@]}"
  else
    local variable options=()
    for variable in "${CLEAN_ENV[@]}"; do options+=("--setenv=$variable"); done
    inside "$INIT" systemd-run --quiet --wait --collect $terminal --property=WorkingDirectory=/root \
      --setenv=HOME=/root "${options[@]}" -- "${ARGUMENTS[@]}"
  fi
}

run_bench() {
  local INIT build
  [ -x "$TOP/tests/bench/run" ] || die 'There are no benchmarks in this checkout (tests/bench/run).'
  BOOT_OPTIONS=("${OBSERVER_OPTIONS[@]}")
  ensure_root trixie-observer
  build=$(build_path trixie-observer bench)
  say 'Building Hardnut for speed and booting the lab…'
  INSTALL=yes TARGETS='all bench-programs' build_in bench-build trixie-observer bench --buildtype=release \
    || die 'Hardnut could not be built.'
  hold_kernel
  boot lab trixie-observer "$build"
  wait_booted "$INIT"
  inside "$INIT" "${LAB_VARIABLES[@]}" HARDNUTCTL=/usr/local/bin/hardnutctl \
    /hardnut/source/tests/bench/run "${ARGUMENTS[@]}" </dev/null
}

# What programs of the tests and benchmarks that run in the lab are told about it.
LAB_VARIABLES=(HARDNUT_SOURCE=/hardnut/source HARDNUT_BUILD=/hardnut/build
  "HARDNUT_USER=$LAB_USER" HARDNUT_SESSION=/hardnut/source/lab/session)
