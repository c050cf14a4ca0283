/* Lines about paths: exceptions from what somebody closed, and what hides files that decide about
 * rights.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/weaken-private.h"

#include <fnmatch.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/guards.h"
#include "engine/types/paths.h"
#include "engine/types/values.h"
#include "engine/weaken-closed.h"

/* What decides about rights, and what keeps the record of attacks. Names as on a system where /bin,
 * /lib, /sbin and /var/run are links; a part of a name may be a pattern. */
static const char *const of_rights[] = {
  "/etc",
  "/usr/etc",
  "/usr/local/etc",
  /* polkit */
  "/usr/share/polkit-1",
  "/usr/local/share/polkit-1",
  "/usr/lib/polkit-1",
  "/usr/libexec/polkit*",
  "/var/lib/polkit-1",
  "/run/polkit-1",
  /* PAM, and who may log in */
  "/usr/lib/pam.d",
  "/usr/share/pam.d",
  "/usr/share/pam",
  "/usr/share/pam-configs",
  "/usr/lib/security",
  "/usr/lib64/security",
  "/usr/lib/*/security",
  "/usr/share/authselect",
  "/usr/sbin/unix_*",
  "/usr/bin/unix_*",
  "/usr/sbin/faillock",
  "/usr/bin/faillock",
  "/run/faillock",
  "/run/nologin",
  "/run/utmp",
  "/var/log/btmp",
  "/var/lib/fprint",
  "/var/lib/AccountsService",
  /* the message bus */
  "/usr/share/dbus-1",
  "/usr/local/share/dbus-1",
  "/usr/lib/dbus-1.0",
  "/run/dbus",
  /* sudo and its kind */
  "/usr/bin/sudo*",
  "/usr/bin/su",
  "/usr/bin/doas",
  "/usr/bin/pkexec",
  "/usr/lib/sudo",
  "/usr/libexec/sudo",
  "/usr/lib64/sudo",
  "/var/lib/sudo",
  "/var/db/sudo",
  "/run/sudo*",
  /* ssh */
  "/usr/sbin/sshd*",
  "/usr/bin/sshd*",
  "/usr/lib/openssh",
  "/usr/lib/ssh",
  "/usr/libexec/openssh",
  "/usr/share/openssh*",
  "/usr/share/ssh",
  "/run/sshd",
  /* which users there are */
  "/usr/lib/userdb",
  "/usr/lib/passwd",
  "/usr/lib/group",
  "/usr/share/factory",
  "/run/userdb",
  "/run/nscd",
  "/run/nslcd",
  "/run/samba/winbindd",
  "/var/lib/extrausers",
  "/var/lib/sss",
  "/var/lib/samba/winbindd_privileged",
  /* systemd itself, its rules and what it loads */
  "/usr/lib/systemd",
  "/usr/local/lib/systemd",
  "/run/systemd",
  "/usr/lib/sysctl.d",
  "/usr/lib/sysusers.d",
  "/usr/lib/tmpfiles.d",
  "/usr/lib/modprobe.d",
  "/usr/lib/udev",
  "/run/udev/rules.d",
  /* secrets that systemd hands over, without which some go on with a weaker one */
  "/run/credentials",
  "/run/credstore*",
  "/usr/lib/credstore*",
  /* firewalls and what watches over attacks */
  "/usr/sbin/nft",
  "/usr/bin/nft",
  "/usr/sbin/*tables*",
  "/usr/bin/*tables*",
  "/usr/lib/*tables",
  "/usr/lib/*/xtables",
  "/usr/lib/xtables",
  "/usr/lib64/xtables",
  "/usr/sbin/ipset",
  "/usr/bin/ipset",
  "/usr/sbin/ufw",
  "/usr/bin/ufw",
  "/usr/sbin/firewalld",
  "/usr/bin/firewall*",
  "/usr/share/nftables",
  "/usr/lib/firewalld",
  "/usr/share/firewalld",
  "/usr/lib/ufw",
  "/usr/share/ufw",
  "/usr/share/netfilter-persistent",
  "/var/lib/ufw",
  "/var/lib/*tables",
  "/var/lib/fail2ban",
  "/run/fail2ban",
  "/usr/share/fail2ban",
  /* SELinux, AppArmor, keys of the machine */
  "/usr/share/selinux",
  "/var/lib/selinux",
  "/sys/fs/selinux",
  "/sys/kernel/security",
  "/sys/module/apparmor",
  "/usr/sbin/apparmor_parser",
  "/usr/bin/apparmor_parser",
  "/usr/share/apparmor*",
  "/var/lib/apparmor",
  "/var/lib/systemd",
  "/usr/share/ca-certificates",
  "/usr/local/share/ca-certificates",
  "/usr/share/pki",
  "/usr/lib/ssl",
  "/usr/share/crypto-policies",
  "/proc/sys/crypto",
  "/usr/lib/dnssec-trust-anchors.d",
  "/usr/share/dns",
  "/usr/share/dnssec-root",
  /* the record of attacks */
  "/var/log/audit",
  "/var/log/auth.log*",
  "/var/log/secure*",
  "/var/log/wtmp*",
  "/var/log/lastlog",
  "/var/log/faillog",
  "/var/log/tallylog",
  "/var/log/journal",
  "/run/log",
};

/* The same among the libraries: programs that load them where they find them go on without. */
static const char *const libraries_of_rights[] = {
  "libapparmor*", "libaudit*",   "libnss_*",    "libpam*",      "libpolkit*",
  "libseccomp*",  "libselinux*", "lib*tables*", "ossl-modules",
};
static const char *const library_folders[] = { "/usr/lib", "/usr/lib64", "/usr/lib/*" };

/* What a service that cannot write there any more fails to record. */
static const char *const of_records[] = {
  "/run/faillock",      "/run/log",         "/run/utmp",         "/var/log/audit",
  "/var/log/auth.log*", "/var/log/btmp*",   "/var/log/faillog",  "/var/log/journal",
  "/var/log/lastlog",   "/var/log/secure*", "/var/log/tallylog", "/var/log/wtmp*",
};

/* Whether @path is at or below what @pattern names, or @above it: they agree as far as the shorter
 * one goes. */
static gboolean
touches (const char *path, const char *pattern, gboolean above)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_auto (GStrv) patterns = g_strsplit (pattern, "/", -1);
  guint i;

  /* The first part is what stands before the first slash. */
  for (i = 1; parts[i] != NULL && patterns[i] != NULL; i++)
    if (parts[i][0] == '\0' || fnmatch (patterns[i], parts[i], 0) != 0)
      return above && parts[i][0] == '\0';

  return above || patterns[i] == NULL;
}

static gboolean
is_near (const char *path, const char *other)
{
  return hn_path_is_below (path, other) || hn_path_is_below (other, path);
}

/* The path of one word of @change, with what is known of it. */
typedef struct
{
  char *name;         /* as it stands there */
  char *path;         /* as it is called today */
  char *target;       /* where it leads; the same where nothing is known */
  gboolean from_root; /* what it is called there is the place's name below a root of the vendor's */
  HnPathFacts facts;
} Place;

static void
place_clear (Place *place)
{
  g_free (place->name);
  g_free (place->path);
  g_free (place->target);
  g_free (place->facts.target);
}

static GArray *
dup_places (const HnWeakenWork *work, const HnChange *change)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (Place));
  g_autoptr (GPtrArray) words = hn_words_split (change->value);

  g_array_set_clear_func (places, (GDestroyNotify) place_clear);
  for (guint i = 0; i < words->len; i++)
    {
      const char *word = words->pdata[i];
      const char *name = word + (word[0] == '-');
      g_autofree char *path = g_strdup (name + (name[0] == '+'));
      Place place = { .from_root = name[0] == '+' };

      /* What is behind the colon are options; "%" means itself in a change. */
      if (change->directive == HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM)
        path[strcspn (path, ":")] = '\0';
      if (path[0] == '/')
        hn_path_simplify (path);
      if (work->context->look != NULL && path[0] == '/')
        work->context->look (path, &place.facts, work->context->look_data);
      place.name = g_strdup (path);
      place.path = hn_path_dup_todays_name (path);
      place.target =
          hn_path_dup_todays_name (place.facts.target != NULL ? place.facts.target : path);
      g_array_append_val (places, place);
    }

  return places;
}

/* Whether it leads where it says, and nobody but root can make it lead elsewhere. */
static gboolean
is_settled (const Place *place)
{
  return place->facts.known && place->facts.exists && place->facts.real &&
         place->facts.closed_parents;
}

/* What a line of @directive opens. systemd leaves a place that is named by itself out of what it
 * does to the folders above: whatever a line says of it, what else was closed there with a folder
 * above is open again. */
static HnClosedFor
get_opened (HnDirectiveId directive)
{
  switch ((int) directive)
    {
    case HN_DIRECTIVE_READ_WRITE_PATHS:
    case HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM:
    case HN_DIRECTIVE_EXEC_PATHS:
    case HN_DIRECTIVE_NO_EXEC_PATHS:
      return HN_CLOSED_WRITE | HN_CLOSED_READ | HN_CLOSED_EXEC;
    case HN_DIRECTIVE_READ_ONLY_PATHS:
      return HN_CLOSED_READ | HN_CLOSED_EXEC;
    default:
      return 0;
    }
}

/* What an exception of @directive is for, which the change itself has to close. */
static HnClosedFor
get_meant (HnDirectiveId directive)
{
  switch ((int) directive)
    {
    case HN_DIRECTIVE_READ_WRITE_PATHS:
      return HN_CLOSED_WRITE | HN_CLOSED_READ;
    case HN_DIRECTIVE_EXEC_PATHS:
      return HN_CLOSED_EXEC;
    default:
      return 0; /* it closes something itself */
    }
}

/* Capabilities with which a plain account gets at nobody's files. */
#define HARMLESS                                                                                \
  "CAP_NET_BIND_SERVICE CAP_NET_BROADCAST CAP_NET_ADMIN CAP_NET_RAW CAP_IPC_LOCK CAP_SYS_NICE " \
  "CAP_SYS_RESOURCE CAP_SYS_TIME CAP_WAKE_ALARM CAP_BLOCK_SUSPEND CAP_AUDIT_WRITE CAP_KILL"

/* Whether only what is mounted keeps the service from writing to folders of root. */
static gboolean
is_mighty (const HnSettings *settings)
{
  g_auto (GStrv) names = g_strsplit (HARMLESS, " ", -1);
  guint64 capabilities = settings->values[HN_DIRECTIVE_AMBIENT_CAPABILITIES].bits;

  for (guint i = 0; names[i] != NULL; i++)
    capabilities &= ~hn_capability_from_name (names[i]);

  return capabilities != 0 || hn_settings_has_root (settings);
}

/* What others close, with where each of it leads: links are followed by systemd, too. */
static void
look_at_closed (HnWeakenWork *work)
{
  if (work->closed != NULL)
    return;

  work->closed = hn_closed_places (work->floor);
  work->closed_at = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < work->closed->len; i++)
    {
      const HnClosed *shut = &g_array_index (work->closed, HnClosed, i);
      HnPathFacts facts = { 0 };

      if (work->context->look != NULL && shut->path[0] == '/')
        work->context->look (shut->path, &facts, work->context->look_data);
      /* Nothing is known where it cannot be looked at: it may be any place. */
      if (facts.known && facts.target == NULL)
        facts.target = g_strdup (shut->path);
      g_ptr_array_add (work->closed_at,
                       facts.known ? hn_path_dup_todays_name (facts.target) : NULL);
      g_free (facts.target);
    }
}

/* Whether others close something for @what at, above or below @place, and not above @within. */
static gboolean
is_near_closed (
    const HnWeakenWork *work, guint index, const Place *place, HnClosedFor what, const char *within)
{
  const HnClosed *shut = &g_array_index (work->closed, HnClosed, index);
  g_autofree char *named = hn_path_dup_todays_name (shut->path);
  const char *paths[] = { named, work->closed_at->pdata[index] };

  for (guint i = 0; i < G_N_ELEMENTS (paths) && (shut->what & what); i++)
    if (paths[i] != NULL && (within == NULL || hn_path_is_below (paths[i], within)) &&
        (is_near (place->path, paths[i]) || is_near (place->target, paths[i])))
      return TRUE;

  return FALSE;
}

/* Whether the service could put something else there before it starts again, such as a link. */
static gboolean
can_be_swapped (const HnWeakenWork *work, const Place *place)
{
  g_autoptr (GPtrArray) open = NULL;
  g_autofree char *above = NULL;

  if (!is_settled (place))
    return TRUE;
  if (!is_mighty (work->floor))
    return FALSE;

  open = hn_open_places (work->floor, HN_CLOSED_WRITE);
  above = g_strdup (place->path);
  while (strcmp (above, "/") != 0)
    {
      char *next = g_path_get_dirname (above);

      g_free (above);
      above = next;
      if (!hn_is_closed (above, work->closed, open, HN_CLOSED_WRITE, FALSE))
        return TRUE;
    }

  return FALSE;
}

/* Whether the vendor, the admin or somebody else has opened the place already. */
static gboolean
is_open_already (const HnWeakenWork *work, const Place *place, HnClosedFor what)
{
  g_autoptr (GPtrArray) open = hn_open_places (work->floor, what);

  for (guint i = 0; i < open->len && !place->from_root; i++)
    {
      g_autofree char *opened = hn_path_dup_todays_name (open->pdata[i]);
      gboolean closed = FALSE;

      if (strcmp (opened, place->path) == 0)
        return TRUE;
      if (!hn_path_is_below (place->path, opened))
        continue;
      for (guint c = 0; c < work->closed->len && !closed; c++)
        closed = is_near_closed (work, c, place, what, opened);
      /* Whoever may write where programs are started from has no need of a link to start one. */
      if (!closed && (!can_be_swapped (work, place) ||
                      (what == HN_CLOSED_EXEC && is_mighty (work->floor) && place->facts.known &&
                       place->facts.exists && place->facts.real)))
        return TRUE;
    }

  return FALSE;
}

/* Whether a mount may stand at or above @path and below @folder: one of @settings, or one that
 * systemd makes by itself. */
static gboolean
mounts_between (const HnSettings *settings, const char *path, const char *folder)
{
  static const char *const of_systemd[] = { "/dev", "/home",        "/proc",     "/root",
                                            "/run", "/run/systemd", "/run/user", "/sys",
                                            "/tmp", "/var/tmp",     "/dev/shm",  "/sys/fs/cgroup",
                                            "/usr", "/etc",         "/boot",     "/efi" };
  g_autoptr (GArray) closed = hn_closed_places (settings);
  g_autoptr (GPtrArray) places = hn_settings_dup_paths (settings, HN_DIRECTIVE_EXEC_PATHS);

  for (guint i = 0; i < closed->len; i++)
    g_ptr_array_add (places, g_strdup (g_array_index (closed, HnClosed, i).path));
  for (guint i = 0; i < G_N_ELEMENTS (of_systemd); i++)
    g_ptr_array_add (places, g_strdup (of_systemd[i]));
  for (guint i = 0; i < places->len; i++)
    if (hn_path_is_below (path, places->pdata[i]) && hn_path_is_below (places->pdata[i], folder) &&
        strcmp (places->pdata[i], folder) != 0)
      return TRUE;

  return FALSE;
}

/* systemd drops what may be written to below what may be written to anyway, before it follows a
 * link; by the very names, and only where nothing else is said in between. */
static gboolean
is_dropped (const HnWeakenWork *work, HnDirectiveId directive, const Place *place)
{
  g_autoptr (GPtrArray) open = hn_settings_dup_paths (work->floor, HN_DIRECTIVE_READ_WRITE_PATHS);

  if (directive != HN_DIRECTIVE_READ_WRITE_PATHS || place->from_root ||
      hn_has_other_root (work->floor))
    return FALSE;

  for (guint i = 0; i < open->len; i++)
    if (strcmp (place->name, open->pdata[i]) != 0 &&
        hn_path_is_below (place->name, open->pdata[i]) &&
        !mounts_between (work->floor, place->name, open->pdata[i]) &&
        !mounts_between (work->alone, place->name, open->pdata[i]))
      return TRUE;

  return FALSE;
}

/* Whether the same is said of the same place already. */
static gboolean
is_said_already (const HnWeakenWork *work, HnDirectiveId directive, const Place *place)
{
  g_autoptr (GPtrArray) paths = hn_settings_dup_paths (work->floor, directive);

  for (guint i = 0; i < paths->len && !place->from_root; i++)
    {
      g_autofree char *path = hn_path_dup_todays_name (paths->pdata[i]);

      if (strcmp (path, place->path) == 0)
        return TRUE;
    }

  return FALSE;
}

/* Returns: (nullable) (transfer full): the place that somebody else has closed, and that an
 * exception for @place opens or may open */
static char *
dup_reopened (const HnWeakenWork *work, const Place *place, HnClosedFor what)
{
  gboolean settled = !is_mighty (work->floor) && is_settled (place) && place->facts.folder;

  for (guint i = 0; i < work->closed->len; i++)
    if (is_near_closed (work, i, place, what, NULL))
      return g_strdup (g_array_index (work->closed, HnClosed, i).path);
  /* Under another name, or as a link of tomorrow, it may be any of them. */
  for (guint i = 0; i < work->closed->len; i++)
    {
      const HnClosed *shut = &g_array_index (work->closed, HnClosed, i);

      if ((shut->what & what) && shut->anywhere && (!settled || work->closed_at->pdata[i] == NULL))
        return g_strdup (shut->path);
    }

  return NULL;
}

static gboolean
is_read_only (const char *value)
{
  g_autoptr (GPtrArray) words = hn_words_split (value);

  for (guint w = 0; w < words->len; w++)
    {
      const char *colon = strchr (words->pdata[w], ':');
      g_auto (GStrv) options = g_strsplit (colon != NULL ? colon + 1 : "", ",", -1);
      gboolean ro = FALSE;

      /* The last of the two counts. */
      for (guint i = 0; options[i] != NULL; i++)
        if (strcmp (options[i], "ro") == 0 || strcmp (options[i], "rw") == 0)
          ro = options[i][1] == 'o';
      if (!ro)
        return FALSE;
    }

  return TRUE;
}

/* Whether the change itself closes every place that the line opens. */
static gboolean
is_closed_alone (const HnSettings *alone, GArray *places, HnClosedFor what)
{
  g_autoptr (GArray) closed = hn_closed_places (alone);

  for (guint i = 0; i < places->len; i++)
    {
      const Place *place = &g_array_index (places, Place, i);
      gboolean shut = FALSE;

      for (guint c = 0; c < closed->len && !shut; c++)
        {
          const HnClosed *by = &g_array_index (closed, HnClosed, c);
          g_autofree char *path = hn_path_dup_todays_name (by->path);

          shut = (by->what & what) && hn_path_is_below (place->path, path);
        }
      if (!shut)
        return FALSE;
    }

  return TRUE;
}

void
hn_weaken_find_exception (HnWeakenWork *work, guint index)
{
  const HnChange *change = work->changes->pdata[index];
  HnClosedFor what = get_opened (change->directive);
  HnClosedFor meant;
  g_autoptr (GArray) places = NULL;

  if (what == 0)
    return;

  look_at_closed (work);
  places = dup_places (work, change);
  meant = get_meant (change->directive);
  if (meant != 0 && !is_closed_alone (work->alone, places, meant) &&
      (hn_weaken_is_new (work, change) || is_closed_alone (work->alone_before, places, meant)))
    {
      hn_weaken_add (work, HN_WEAKEN_WEAKEST, (int) index, NULL);
      return;
    }
  if (!hn_weaken_is_new (work, change))
    return;
  if (change->directive == HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM && !is_read_only (change->value))
    {
      hn_weaken_add (work, HN_WEAKEN_EXCEPTION, (int) index, NULL);
      return;
    }

  for (guint i = 0; i < places->len; i++)
    {
      const Place *place = &g_array_index (places, Place, i);
      char *reopened;

      /* systemd makes a folder to mount it on where there is none. */
      if (change->directive == HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM &&
          !(place->facts.known && place->facts.exists))
        {
          hn_weaken_add (work, HN_WEAKEN_FOLDER, (int) index, NULL);
          return;
        }
      if (is_said_already (work, change->directive, place) ||
          is_dropped (work, change->directive, place))
        continue;
      for (HnClosedFor one = HN_CLOSED_WRITE; one <= HN_CLOSED_EXEC; one <<= 1)
        {
          if (!(what & one) || is_open_already (work, place, one))
            continue;
          reopened = dup_reopened (work, place, one);
          if (reopened == NULL)
            continue;
          hn_weaken_add (work, HN_WEAKEN_EXCEPTION, (int) index, reopened);
          return;
        }
    }
}

/* What a directive does to the files that it names. */
typedef struct
{
  const char *const *kept; /* what it must leave alone */
  gsize n;
  gboolean above; /* it is as bad for a folder above them */
} Covering;

/* That all of a file system is read-only, or that nothing of it can be executed, is a common
 * protection, and hides nothing. */
static Covering
get_covering (HnDirectiveId directive)
{
  HnReach reach = hn_directive_get (directive)->reach;

  return (reach & HN_REACH_HIDES_CHANGES)
             ? (Covering){ of_records, G_N_ELEMENTS (of_records), FALSE }
             : (Covering){ of_rights, G_N_ELEMENTS (of_rights), (reach & HN_REACH_HIDES) != 0 };
}

/* Returns: (nullable): what @path covers */
static const char *
find_covered (const Covering *covering, const char *path)
{
  for (gsize i = 0; i < covering->n; i++)
    if (touches (path, covering->kept[i], covering->above))
      return covering->kept[i];
  for (gsize f = 0; covering->kept == of_rights && f < G_N_ELEMENTS (library_folders); f++)
    for (gsize i = 0; i < G_N_ELEMENTS (libraries_of_rights); i++)
      {
        g_autofree char *kept = g_build_filename (library_folders[f], libraries_of_rights[i], NULL);

        if (touches (path, kept, covering->above))
          return libraries_of_rights[i];
      }

  return NULL;
}

/* Where the vendor has the service see what lies elsewhere, that is what @path covers, too.
 *
 * Returns: (nullable) */
static const char *
find_covered_elsewhere (const HnWeakenWork *work, const Covering *covering, const char *path)
{
  static const HnDirectiveId binding[] = { HN_DIRECTIVE_BIND_PATHS,
                                           HN_DIRECTIVE_BIND_READ_ONLY_PATHS };
  const char *covered = NULL;

  for (guint d = 0; d < G_N_ELEMENTS (binding); d++)
    {
      g_autoptr (GPtrArray) words = hn_setting_dup_words (&work->floor->values[binding[d]]);

      for (guint i = 0; i < words->len && covered == NULL; i++)
        {
          const char *colon = strchr (words->pdata[i], ':');
          g_autofree char *source = hn_path_dup_plain (&work->floor->context, words->pdata[i]);
          g_autofree char *place = colon != NULL
                                       ? hn_path_dup_plain (&work->floor->context, colon + 1)
                                       : g_strdup (source);
          g_autofree char *today = hn_path_dup_todays_name (place);
          g_autofree char *there = NULL;

          if (hn_path_is_below (path, today))
            there = g_strconcat (source, path + strlen (today), NULL);
          else if (covering->above && hn_path_is_below (today, path))
            there = g_strdup (source);
          if (there != NULL)
            covered = find_covered (covering, there);
        }
    }

  return covered;
}

void
hn_weaken_find_hidden (HnWeakenWork *work, guint index)
{
  const HnChange *change = work->changes->pdata[index];
  Covering covering = get_covering (change->directive);
  g_autoptr (GArray) places = NULL;

  if (!hn_weaken_is_new (work, change))
    return;

  places = dup_places (work, change);
  for (guint i = 0; i < places->len; i++)
    {
      const Place *place = &g_array_index (places, Place, i);
      const char *covered = find_covered (&covering, place->path);

      if (covered == NULL)
        covered = find_covered (&covering, place->target);
      if (covered == NULL)
        covered = find_covered_elsewhere (work, &covering, place->path);
      if (covered != NULL)
        {
          hn_weaken_add (work, HN_WEAKEN_HIDES, (int) index, g_strdup (covered));
          return;
        }
      /* Whoever can put a link there decides what is hidden, and in another root no name means what
       * it does outside. */
      if (covering.above &&
          (!(place->facts.known && place->facts.closed_parents) || hn_has_other_root (work->floor)))
        {
          hn_weaken_add (work, HN_WEAKEN_HIDES, (int) index, NULL);
          return;
        }
    }
}
