/* The guards: a table of names, and rules for those that have no name of their own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/guards.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define RIGHTS N_ ("It decides who may do what.")
#define LOGIN N_ ("It decides who may log in.")
#define NAMES N_ ("It tells the machine which users and groups there are.")
#define FIREWALL N_ ("It guards the network.")
#define ATTACKS N_ ("It watches over attacks.")
#define DEVICES N_ ("It decides which devices may be used.")
#define TUNNEL N_ ("It keeps connections private.")
#define RECORD N_ ("It keeps the record of what happens.")
#define POLICY N_ ("It loads the rules that the kernel enforces.")
#define SETUP N_ ("It sets up files, accounts or disks for the whole machine.")

typedef struct
{
  const char *pattern; /* "*" stands for any letters, also none */
  const char *reason;
} Row;

static const Row rows[] = {
  { "polkit.service", RIGHTS },
  { "polkitd.service", RIGHTS },
  { "polkit-agent-helper@*.service", RIGHTS },
  { "systemd-logind.service", RIGHTS },
  { "elogind.service", RIGHTS },
  { "dbus.service", RIGHTS },
  { "dbus-broker.service", RIGHTS },
  { "krb5-kdc.service", RIGHTS },
  { "krb5-admin-server.service", RIGHTS },
  { "kadmin.service", RIGHTS },
  { "kdc.service", RIGHTS },
  { "samba-ad-dc.service", RIGHTS },

  { "ssh.service", LOGIN },
  { "ssh@*.service", LOGIN },
  { "sshd.service", LOGIN },
  { "sshd@*.service", LOGIN },
  { "sshd-*.service", LOGIN },
  { "dropbear*.service", LOGIN },
  { "tinyssh*.service", LOGIN },
  { "saslauthd*.service", LOGIN },
  { "systemd-user-sessions.service", LOGIN },
  { "user@*.service", LOGIN },
  { "user-runtime-dir@*.service", LOGIN },
  { "getty@*.service", LOGIN },
  { "autovt@*.service", LOGIN },
  { "serial-getty@*.service", LOGIN },
  { "container-getty@*.service", LOGIN },
  { "console-getty.service", LOGIN },
  { "display-manager.service", LOGIN },
  { "gdm*.service", LOGIN },
  { "lightdm.service", LOGIN },
  { "sddm.service", LOGIN },
  { "xrdp-sesman.service", LOGIN },
  { "fprintd.service", LOGIN },
  { "oddjobd.service", LOGIN },

  { "sssd*.service", NAMES },
  { "nscd.service", NAMES },
  { "unscd.service", NAMES },
  { "nslcd.service", NAMES },
  { "winbind*.service", NAMES },
  { "systemd-userdbd.service", NAMES },
  { "systemd-nsresourced.service", NAMES },
  { "systemd-homed*.service", NAMES },
  { "ypbind.service", NAMES },
  { "nsncd.service", NAMES },
  { "authd.service", NAMES },
  { "himmelblaud*.service", NAMES },
  { "kanidm-unixd*.service", NAMES },

  { "firewalld.service", FIREWALL },
  { "nftables*.service", FIREWALL },
  { "iptables*.service", FIREWALL },
  { "ip6tables*.service", FIREWALL },
  { "arptables*.service", FIREWALL },
  { "ebtables*.service", FIREWALL },
  { "ipset*.service", FIREWALL },
  { "netfilter-persistent.service", FIREWALL },
  { "ufw.service", FIREWALL },
  { "shorewall*.service", FIREWALL },
  { "ferm.service", FIREWALL },
  { "firehol*.service", FIREWALL },
  { "foomuuri*.service", FIREWALL },
  { "arno-iptables-firewall*.service", FIREWALL },
  { "fwknop*.service", FIREWALL },
  { "opensnitch*.service", FIREWALL },
  { "knockd.service", FIREWALL },

  { "fail2ban.service", ATTACKS },
  { "sshguard.service", ATTACKS },
  { "denyhosts.service", ATTACKS },
  { "crowdsec*.service", ATTACKS },
  { "suricata*.service", ATTACKS },
  { "snort*.service", ATTACKS },
  { "ossec*.service", ATTACKS },
  { "wazuh-*.service", ATTACKS },
  { "falco*.service", ATTACKS },
  { "fapolicyd.service", ATTACKS },
  { "rkhunter*.service", ATTACKS },
  { "portsentry.service", ATTACKS },
  { "psad.service", ATTACKS },
  { "samhain.service", ATTACKS },
  { "aide*.service", ATTACKS },
  { "usbguard*.service", DEVICES },
  { "bolt.service", DEVICES },
  { "systemd-udevd.service", DEVICES },

  { "openvpn*.service", TUNNEL },
  { "wg-quick@*.service", TUNNEL },
  { "wireguard*.service", TUNNEL },
  { "fastd@*.service", TUNNEL },
  { "nebula*.service", TUNNEL },
  { "netbird*.service", TUNNEL },
  { "openfortivpn*.service", TUNNEL },
  { "pptpd.service", TUNNEL },
  { "softether*.service", TUNNEL },
  { "strongswan*.service", TUNNEL },
  { "ipsec.service", TUNNEL },
  { "racoon.service", TUNNEL },
  { "iked.service", TUNNEL },
  { "libreswan.service", TUNNEL },
  { "tinc*.service", TUNNEL },
  { "tailscaled.service", TUNNEL },
  { "zerotier-one.service", TUNNEL },
  { "openconnect*.service", TUNNEL },
  { "ocserv.service", TUNNEL },
  { "vpnc@*.service", TUNNEL },
  { "xl2tpd.service", TUNNEL },
  { "mullvad-*.service", TUNNEL },
  { "nordvpnd.service", TUNNEL },
  { "warp-svc.service", TUNNEL },

  { "auditd.service", RECORD },
  { "audit-rules.service", RECORD },
  { "laurel.service", RECORD },
  { "systemd-journald.service", RECORD },
  { "systemd-journald@*.service", RECORD },

  { "apparmor*.service", POLICY },
  { "snapd.apparmor.service", POLICY },
  { "selinux-*.service", POLICY },
  { "restorecond.service", POLICY },
  { "mcstrans.service", POLICY },
  { "tomoyo-*.service", POLICY },
  { "systemd-sysctl.service", POLICY },
  { "systemd-bless-boot.service", POLICY },

  { "systemd-tmpfiles-*.service", SETUP },
  { "systemd-sysusers.service", SETUP },
  { "systemd-cryptsetup@*.service", SETUP },
  { "systemd-veritysetup@*.service", SETUP },
  { "systemd-integritysetup@*.service", SETUP },
  { "systemd-pcr*.service", SETUP },
  { "systemd-tpm2-*.service", SETUP },
  { "cryptdisks*.service", SETUP },
};

/* What comes before these sets up what everything else relies on. */
static const char *const early[] = {
  "network-pre.target",  "sysinit.target",         "local-fs.target",
  "local-fs-pre.target", "nss-user-lookup.target",
};

/* As far as is known; a user by a specifier may be anybody. */
gboolean
hn_settings_may_be_root (const HnSettings *settings)
{
  const char *user = settings->values[HN_DIRECTIVE_USER].text;

  if (settings->root_commands != 0 || settings->user_is_root)
    return TRUE;
  if (user == NULL || *user == '\0')
    return !hn_settings_is_on (settings, HN_DIRECTIVE_DYNAMIC_USER);

  return strcmp (user, "root") == 0 || user[strspn (user, "0")] == '\0' ||
         strchr (user, '%') != NULL;
}

gboolean
hn_settings_has_root (const HnSettings *settings)
{
  return settings->full_commands != 0 || settings->start_only || hn_settings_may_be_root (settings);
}

gboolean
hn_guard_is_early (const char *unit)
{
  for (gsize i = 0; i < G_N_ELEMENTS (early); i++)
    if (strcmp (early[i], unit) == 0)
      return TRUE;

  return FALSE;
}

/* What counts as running when its program has ended did a task, whatever its type. */
static gboolean
does_a_task (const HnSettings *settings)
{
  return strcmp (hn_settings_get_type (settings), "oneshot") == 0 || settings->remain_after_exit;
}

const char *
hn_guard_find (const char *const *names, const HnSettings *settings, const char *const *before)
{
  for (; names != NULL && *names != NULL; names++)
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
      if (g_pattern_match_simple (rows[i].pattern, *names))
        return rows[i].reason;

  if (settings != NULL && does_a_task (settings) && hn_settings_has_root (settings))
    return N_ ("It does a task for the machine as root and then ends.");
  if (settings != NULL && settings->machine_actions != 0)
    return N_ ("The whole machine is restarted or shut down when it ends or fails.");
  if (settings != NULL && !settings->default_dependencies)
    return N_ ("It belongs to the start or the end of the machine.");
  for (; before != NULL && *before != NULL; before++)
    if (hn_guard_is_early (*before))
      return N_ ("It has to be done before the network, the disks or other services start.");

  return NULL;
}
