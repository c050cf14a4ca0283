# SPDX-License-Identifier: GPL-3.0-or-later
"""The services that a search has to show itself on, named before it was first run on them. How they
are made ready, and how one sees that they do their work, is in advice/services.py; the search is told
nothing of that."""

SERVICES = (
    "helloworld.service", "nginx.service", "apache2.service", "lighttpd.service", "haproxy.service",
    "caddy.service", "squid.service", "redis-server.service", "memcached.service",
    "postgresql@17-main.service", "mariadb.service", "php8.4-fpm.service", "named.service",
    "unbound.service", "dnsmasq.service", "nsd.service", "knot.service", "dovecot.service",
    "smbd.service", "vsftpd.service", "mosquitto.service", "slapd.service", "rsyslog.service",
    "chrony.service", "snmpd.service", "ssh.service", "cron.service",
)

# Of them a few are tried with each run of the system suite, which has these on all systems.
SAMPLED = ("nginx.service", "haproxy.service", "redis-server.service", "memcached.service",
           "rsyslog.service")

# Tried afterwards, and not counted. Many have no recipe.
AFTERWARDS = (
    "postfix.service", "cups.service", "tinyproxy.service", "privoxy.service", "varnish.service",
    "coturn.service", "beanstalkd.service", "pgbouncer.service", "prometheus-node-exporter.service",
    "mpd.service", "pdns-recursor.service",
    "freeradius.service", "munin-node.service", "tftpd-hpa.service", "rsync.service", "spamd.service",
    "lldpd.service", "ngircd.service", "prosody.service", "radicale.service", "minidlna.service",
    "transmission-daemon.service", "rpcbind.service", "tor@default.service", "stunnel@hn.service",
    "zabbix-agent.service", "uuidd.service", "atd.service", "avahi-daemon.service",
    "fail2ban.service",
)

# What they start has the same limits, and is not theirs to narrow: what their recipe allows.
PASS_ON = ("ssh.service", "cron.service")
