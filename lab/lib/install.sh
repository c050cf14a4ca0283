# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Putting Hardnut on this machine, and taking it off again. What was installed is written down before
# the first file is, so that an installation that was interrupted can be removed as well.

PREFIX=/usr/local
MANIFEST=$PREFIX/share/hardnut/installed
HELPER_UNIT=hardnut-helper.service
OBSERVER_UNIT=hardnut-observer.service
EVIDENCE=/var/lib/hardnut-observer
HISTORY=/var/lib/hardnut
# meson makes it, and tells nobody.
ACCEPTED=/etc/hardnut/accepted.d
HELPER_NAME=io.github.hardnut.Helper1
DROP_IN_NAME=zz-hardnut.conf

need_root_for() {
  is_root && return
  warn "dev: $1 takes root. Start it with:"
  warn "  sudo ./dev ${LINE[*]}"
  exit 1
}

# The bus lists it whether it runs or not.
helper_is_installed() {
  { busctl --no-pager --activatable list && busctl --no-pager list; } 2>/dev/null \
    | grep "^$HELPER_NAME " >/dev/null
}

# Prints every file that the build installs, one a line, each below an absolute path.
list_installed_files() {
  meson introspect --installed "$1" | python3 -c '
import json, os, sys
for source, target in json.load(sys.stdin).items():
    if os.path.isdir(source):
        for folder, _, names in os.walk(source):
            for name in names:
                print(os.path.join(target, os.path.relpath(os.path.join(folder, name), source)))
    else:
        print(target)'
}

# Prints the folders that have to be made for the files on standard input, each with a slash at its
# end, the deepest first.
list_new_folders() {
  local file folder
  while IFS= read -r file; do
    folder=$(dirname -- "$file")
    while [ ! -d "$folder" ]; do
      printf '%s/\n' "$folder"
      folder=$(dirname -- "$folder")
    done
  done | sort -ru
}

# Lets those who look for installed files look again.
tell_the_machine() {
  local data=$PREFIX/share
  if [ -d "$data/glib-2.0/schemas" ]; then glib-compile-schemas "$data/glib-2.0/schemas" 2>/dev/null || :; fi
  if [ -d "$data/applications" ] && command -v update-desktop-database >/dev/null; then
    update-desktop-database -q "$data/applications" || :
  fi
  if [ -d "$data/icons/hicolor" ] && command -v gtk4-update-icon-cache >/dev/null; then
    gtk4-update-icon-cache -q -t -f "$data/icons/hicolor" || :
  fi
  systemctl daemon-reload
  busctl --quiet call org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus ReloadConfig || :
  # polkit watches the folders that were there when it started.
  systemctl --quiet try-restart polkit.service || :
}

run_install() {
  local build log files status=0 WHY
  why_not_here
  [ -z "$WHY" ] || die "Hardnut cannot be installed on this machine: $WHY"
  need_native
  build=$CACHE/build/$(printf '%s' "$TOP" | sha256sum | cut -c1-12)/install
  mkdir -p "$build/build"
  log=$build/build.log
  say 'Building Hardnut…'
  CC=${CC:-gcc} "$TOP/lab/lib/build" "$TOP" "$build/build" no --prefix="$PREFIX" \
    --buildtype=release -Dtests=false >"$log" 2>&1 || status=$?
  if [ $status != 0 ]; then
    tail -n 40 "$log" >&2
    die 'Hardnut could not be built, and nothing was installed.'
  fi

  files=$(list_installed_files "$build/build")
  [ -n "$files" ] || die 'The build installs nothing.'
  # Folders that an earlier installation made are still its to remove.
  {
    if [ -f "$MANIFEST" ]; then cat -- "$MANIFEST"; fi
    printf '%s\n' "$files" "$MANIFEST"
    printf '%s\n' "$files" "$MANIFEST" "$ACCEPTED/." | list_new_folders
  } | sort -ru >"$build/manifest"
  mkdir -p "$(dirname -- "$MANIFEST")"
  install -m 644 -- "$build/manifest" "$MANIFEST"
  if ! meson install -C "$build/build" --no-rebuild >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    die "Hardnut could not be installed; './dev uninstall' removes what is there."
  fi
  tell_the_machine
  # A helper that runs is the one from before; the next one that is asked for is new. It only goes
  # when no trial waits for it.
  if ! helper_has_trials; then systemctl --quiet stop "$HELPER_UNIT" 2>/dev/null || :; fi
  say "Installed Hardnut below $PREFIX. Start it with 'hardnut', or from your applications."
  say "'sudo ./dev uninstall' removes it again."
}

helper_has_trials() {
  local trials
  systemctl --quiet is-active "$HELPER_UNIT" || return 1
  trials=$(busctl get-property "$HELPER_NAME" /io/github/hardnut/Helper1 "$HELPER_NAME" Trials 2>/dev/null) \
    || return 1
  [ "$trials" != 'a(ssst) 0' ]
}

# Prints the drop-ins of Hardnut that are in force on this machine, of its system and of its people.
list_kept_drop_ins() {
  local home
  { find /etc/systemd/system -mindepth 2 -maxdepth 2 -name "$DROP_IN_NAME" 2>/dev/null || :; } | sort
  getent passwd | cut -d : -f 6 | sort -u | while IFS= read -r home; do
    case $home in / | '') continue ;; esac
    { find "$home/.config/systemd/user" -mindepth 2 -maxdepth 2 -name "$DROP_IN_NAME" 2>/dev/null \
      || :; } | sort
  done
}

# Removes what is made of the installed files of all programs, where ours were the only ones.
remove_caches() {
  local made other
  for made in "$PREFIX/share/glib-2.0/schemas/gschemas.compiled" \
    "$PREFIX/share/applications/mimeinfo.cache" "$PREFIX/share/icons/hicolor/icon-theme.cache"; do
    [ -f "$made" ] || continue
    other=$(find "$(dirname -- "$made")" -type f ! -path "$made" -print -quit)
    [ -n "$other" ] || rm -f -- "$made"
  done
}

run_uninstall() {
  local path removed=0 kept paths=()
  need_root_for 'Uninstalling'
  [ -f "$MANIFEST" ] || die "Hardnut was not installed from here: there is no $MANIFEST."
  if helper_has_trials; then
    die "A change is being tried. Keep it or take it back first; 'hardnutctl trials' shows it."
  fi
  systemctl --quiet stop "$HELPER_UNIT" "$OBSERVER_UNIT" 2>/dev/null || :
  # In reverse order: what is in a folder comes before the folder.
  mapfile -t paths < <(sort -r -- "$MANIFEST")
  for path in "${paths[@]}"; do
    [[ $path == "$PREFIX"/* || $path == /etc/* || $path == /usr/* ]] || continue
    if [[ $path != */ ]] && { [ -e "$path" ] || [ -L "$path" ]; }; then
      rm -f -- "$path"
      removed=$((removed + 1))
    fi
  done
  # Which paths a service uses is nobody's business any more.
  rm -rf -- "$EVIDENCE" "$HISTORY"
  tell_the_machine
  remove_caches
  for path in "${paths[@]}"; do
    if [[ $path == */ ]]; then rmdir -- "$path" 2>/dev/null || :; fi
  done
  say "Removed Hardnut ($removed files)."
  kept=$(list_kept_drop_ins)
  if [ -z "$kept" ]; then
    say 'No service keeps a change of it.'
    return
  fi
  say 'These changes of services stay in force. To end one, remove its file, run systemctl'
  say 'daemon-reload and restart the service:'
  printf '%s\n' "$kept" | sed 's/^/  /'
}
