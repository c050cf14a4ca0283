# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# What has to be installed on this machine, and the private Debian roots: which packages are in them,
# where they come from (the archive that apt already uses here, never another one), and how they are
# made once and kept. A root is complete from the moment it has its name.

declare -A SUITE_OF=([252]=bookworm [257]=trixie [262]=forky)
declare -A DEBIAN_OF=([bookworm]='Debian 12' [trixie]='Debian 13' [forky]='Debian testing'
  [trixie-power]='Debian 13 for a virtual machine' [trixie-services]='Debian 13 with many services'
  [trixie-services-observer]='Debian 13 with many services and compilers for the kernel'
  [bookworm-bare]='bare Debian 12'
  [trixie-bare]='bare Debian 13' [trixie-observer]='Debian 13 with compilers for the kernel'
  [trixie-power-observer]='Debian 13 for a virtual machine, with compilers for the kernel')

PACKAGES_BUILD='gcc libc6-dev meson ninja-build pkgconf gettext libglib2.0-dev libglib2.0-bin
  libsystemd-dev libseccomp-dev python3'
# What the observer's programs for the kernel are made with.
PACKAGES_OBSERVER='clang bpftool libbpf-dev'
PACKAGES_BOOT='systemd systemd-sysv dbus dbus-user-session polkitd libpam-systemd udev procps
  iproute2'
PACKAGES_LAB='nginx redis-server postgresql openssh-server cron rsyslog avahi-daemon cups-daemon
  chrony network-manager'
PACKAGES_GUI='libgtk-4-dev libgtk-4-bin libadwaita-1-dev blueprint-compiler libgtksourceview-5-dev
  desktop-file-utils appstream librsvg2-common adwaita-icon-theme fonts-cantarell
  fonts-noto-color-emoji xvfb xauth'
PACKAGES_GUI_TESTS='at-spi2-core gir1.2-atspi-2.0 gir1.2-gtk-4.0 python3-gi python3-dbus xdotool'
# What the tests of the helper make calls fail with.
PACKAGES_FAULTS='strace python3-dbus'
# Services with settings of many kinds, for the comparison with systemd's own analysis.
PACKAGES_MORE='accountsservice bluez colord haproxy iwd memcached rtkit systemd-container
  systemd-resolved tor udisks2 upower'
# A kernel of its own, and what runs it.
PACKAGES_POWER='linux-image-cloud-amd64 initramfs-tools busybox kmod qemu-system-x86 qemu-utils
  e2fsprogs python3-dbus'
# Well-known services, and what asks them, for trials of what is advised for them.
PACKAGES_SERVICES='accountsservice apache2 at avahi-utils beanstalkd bind9 bind9-dnsutils caddy
  colord coturn cups-client curl dnsmasq dovecot-imapd fail2ban freeradius freeradius-utils
  haproxy knot ldap-utils libfcgi-bin lighttpd lldpd mariadb-server memcached minidlna mosquitto
  mosquitto-clients mpd munin-node nftables ngircd nsd openssl pdns-recursor pgbouncer php-fpm
  postfix power-profiles-daemon privoxy prometheus-node-exporter prosody python3-dbus radicale
  redis-tools rpcbind rsync rtkit samba slapd smbclient snmp snmpd spamd squid stunnel4
  systemd-container systemd-resolved tftpd-hpa tinyproxy tor transmission-daemon udisks2 unbound
  upower uuid-runtime varnish vsftpd zabbix-agent'
PACKAGES_CHECKERS='clang clang-format clang-tidy codespell shellcheck python3-dbus'

packages_of() {
  case $1 in
    bookworm)
      echo "$PACKAGES_BUILD $PACKAGES_OBSERVER $PACKAGES_BOOT $PACKAGES_LAB $PACKAGES_MORE
        $PACKAGES_CHECKERS $PACKAGES_FAULTS libclang-rt-14-dev llvm-14"
      ;;
    trixie)
      echo "$PACKAGES_BUILD $PACKAGES_BOOT $PACKAGES_LAB $PACKAGES_GUI $PACKAGES_GUI_TESTS
        $PACKAGES_FAULTS"
      ;;
    trixie-services) echo "$PACKAGES_BUILD $PACKAGES_BOOT $PACKAGES_LAB $PACKAGES_SERVICES" ;;
    trixie-power) echo "$PACKAGES_BUILD $PACKAGES_BOOT $PACKAGES_POWER" ;;
    # On top of another one: they are large, and the window needs none of them.
    *-observer) echo "$(packages_of "${1%-observer}") $PACKAGES_OBSERVER" ;;
    # Not installed, but at hand for who wants to install them.
    bookworm-bare) "$TOP/tests/dev/recipes" --packages | sed -n 's/^12 //p' ;;
    trixie-bare) "$TOP/tests/dev/recipes" --packages | sed 's/^[0-9]* //' ;;
    forky)
      # Its server for ssh does without a client, which the others bring along.
      echo "$PACKAGES_BUILD $PACKAGES_BOOT $PACKAGES_LAB $PACKAGES_MORE $PACKAGES_GUI
        $PACKAGES_GUI_TESTS $PACKAGES_FAULTS openssh-client"
      ;;
  esac | tr -s ' \n' '\n' | sort -u
}

ROOT_OPTIONS=(
  --variant=apt
  --mode=root
  --format=directory
  --aptopt='APT::Install-Recommends "false"'
  --aptopt='Acquire::Languages "none"'
  --dpkgopt=force-unsafe-io
  --dpkgopt='path-exclude=/usr/share/doc/*'
  --dpkgopt='path-exclude=/usr/share/info/*'
  --dpkgopt='path-exclude=/usr/share/man/*'
  --dpkgopt='path-exclude=/usr/share/help/*'
)

# Prints the folder of the root of a Debian suite, made or not.
root_path() {
  local hash
  hash=$({ packages_of "$1"; printf '%s\n' "${ROOT_OPTIONS[@]}"; } | sha256sum)
  printf '%s/roots/%s-%s\n' "$CACHE" "$1" "${hash:0:12}"
}

# ---- What this machine needs -----------------------------------------------------------------------

is_root() { [ "$(id -u)" = 0 ]; }

installed() {
  local state
  state=$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) && [ "$state" = installed ]
}

# Installs the named packages that are missing, or says which they are. The first argument is the
# reason, to be read by a person.
need_packages() {
  local reason=$1 package missing=()
  shift
  for package; do installed "$package" || missing+=("$package"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  if ! is_root; then
    warn "dev: $reason needs packages that are not installed. Install them with:"
    warn "  apt-get install --no-install-recommends ${missing[*]}"
    exit 1
  fi
  say "Installing ${missing[*]}…"
  local log
  log=$(mktemp)
  if ! { apt-get update -q \
    && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
      -o DPkg::Lock::Timeout=300 "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    die "The packages could not be installed: ${missing[*]}"
  fi
  rm -f "$log"
}

need_lab() {
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    die "The lab is made from Debian's packages, and this machine has no apt."
  fi
  if ! is_root; then
    local package missing=()
    for package in mmdebstrap systemd-container; do
      installed "$package" || missing+=("$package")
    done
    warn "dev: The lab boots a container, and that takes root."
    [ ${#missing[@]} -eq 0 ] \
      || warn "It also needs: apt-get install --no-install-recommends ${missing[*]}"
    warn "Start it as root, for example with:"
    warn "  sudo --preserve-env=WAYLAND_DISPLAY,DISPLAY,XAUTHORITY,XDG_RUNTIME_DIR ./dev ${LINE[*]}"
    exit 1
  fi
  need_packages 'The lab' mmdebstrap systemd-container
}

# ---- Where the packages come from ------------------------------------------------------------------

# Prints "URI<tab>source file" of the first archive of Debian itself that apt uses here.
find_archive() {
  apt-get indextargets \
    --format '$(CREATED_BY)|$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(REPO_URI)|$(SOURCESENTRY)' 2>/dev/null \
    | awk -F '|' '$1 == "Packages" && $2 == "Debian" && $3 == "Debian" && $4 == "main" {
        sub(/:[0-9]+$/, "", $6); print $5 "\t" $6; exit }'
}

# Prints the keyring that the given sources file names for the given archive, if it names a file.
find_keyring() {
  awk -v uri="${1%/}" '
    function stanza_end() { if (matches && key ~ /^\//) { print key; exit } matches = 0; key = "" }
    /^[ \t]*#/ { next }
    /^[ \t]*$/ { stanza_end(); next }
    /^deb[ \t]/ {
      if (index($0, uri) && match($0, /signed-by=[^] \t]+/)) {
        print substr($0, RSTART + 10, RLENGTH - 10); exit
      }
      next
    }
    tolower($1) == "uris:" { for (i = 2; i <= NF; i++) { u = $i; sub(/\/$/, "", u); if (u == uri) matches = 1 } }
    tolower($1) == "signed-by:" { key = $2 }
    END { stanza_end() }' "$2" 2>/dev/null | head -n 1
}

# ---- Making a root ---------------------------------------------------------------------------------

# Copies the root of a suite and adds packages; what is the same in both is there once.
lay_on() {
  local base=$1 root=$2 options
  shift 2
  cp -al -- "$(root_path "$base")" "$root"
  options=(-q -y -o "Dir=$root" -o "Dir::State::status=$root/var/lib/dpkg/status"
    -o "DPkg::Chroot-Directory=$root" -o 'Acquire::Check-Valid-Until=false'
    -o 'APT::Sandbox::User=root' -o 'DPkg::Options::=--force-unsafe-io')
  apt-get "${options[@]}" update \
    && DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" install --no-install-recommends "$@" \
    && apt-get "${options[@]}" clean && rm -rf -- "$root"/var/lib/apt/lists/*
}

# Makes the root of a Debian suite, or "SUITE-PURPOSE" for another root of that suite, unless it is
# there; two runs at once make it once.
ensure_root() {
  local suite=$1 root log part archive uri source keyring option packages started=$SECONDS status=0
  root=$(root_path "$suite")
  [ ! -d "$root" ] || return 0
  [[ $suite != *-observer ]] || ensure_root "${suite%-observer}"
  exec {ROOT_LOCK}>"$root.lock"
  flock "$ROOT_LOCK"
  if [ -d "$root" ]; then
    exec {ROOT_LOCK}>&-
    return 0
  fi
  say "Making a private ${DEBIAN_OF[$suite]} (once; a few minutes)…"
  archive=$(find_archive)
  if [ -z "$archive" ]; then
    apt-get update -q >/dev/null 2>&1 || :
    archive=$(find_archive)
  fi
  [ -n "$archive" ] || die "apt on this machine knows no archive of Debian to take the packages from."
  uri=${archive%%$'\t'*} source=${archive#*$'\t'}
  keyring=$(find_keyring "$uri" "$source")
  [ -r "$keyring" ] || keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  local release=${suite%%-*}
  local line="deb $uri $release main" options=("${ROOT_OPTIONS[@]}")
  [ ! -r "$keyring" ] || line="deb [signed-by=$keyring] $uri $release main"
  # How apt reaches its archive here (a proxy, say) holds for the root as well.
  while read -r option; do
    options+=("--aptopt=${option%;}")
  done < <(apt-config dump | grep -E '^Acquire::(https?::|Retries|Check-|ForceIPv)[^"]* "[^"]+";$' || :)
  # Testing is rebuilt several times a day, and a copy of it may be some days old.
  options+=(--aptopt='Acquire::Check-Valid-Until "false"')
  packages=$(packages_of "$suite" | paste -sd ,)
  case $suite in
    *-bare)
      options+=(--skip=cleanup/apt
        --customize-hook="chroot \"\$1\" apt-get install --download-only -qy ${packages//,/ }")
      ;;
    *) options+=(--include="$packages") ;;
  esac

  part=$root.part.$HARDNUT_OWNER
  log=$RUN/$suite-root.log
  rm -rf --one-file-system -- "$part"
  if [[ $suite = *-observer ]]; then
    # shellcheck disable=SC2086 # one word each
    lay_on "${suite%-observer}" "$part" $PACKAGES_OBSERVER >"$log" 2>&1 </dev/null || status=$?
  else
    # What it mounts while it works is nobody else's to see.
    unshare --mount --propagation private -- mmdebstrap "${options[@]}" \
      "$release" "$part" "$line" >"$log" 2>&1 </dev/null || status=$?
  fi
  if [ $status != 0 ]; then
    tail -n 25 "$log" >&2
    rm -rf --one-file-system -- "$part"
    die "The ${DEBIAN_OF[$suite]} root could not be made."
  fi
  mv -T -- "$part" "$root"
  exec {ROOT_LOCK}>&-
  say "Made a private ${DEBIAN_OF[$suite]} in $((SECONDS - started)) s."
}
