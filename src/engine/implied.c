/* Implied settings and the verdict on loading, after systemd's unit_patch_contexts(),
 * service_add_extras() and service_verify() in versions 252, 257 and 262.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/implied.h"

#include <glib/gi18n-lib.h>
#include <linux/capability.h>
#include <string.h>

#include "engine/line.h"

#define CAP(name) (G_GUINT64_CONSTANT (1) << CAP_##name)

/* Which capabilities a boolean directive takes away. */
static const struct
{
  HnDirectiveId directive;
  guint64 capabilities;
} dropped[] = {
  { HN_DIRECTIVE_PRIVATE_DEVICES, CAP (MKNOD) | CAP (SYS_RAWIO) },
  { HN_DIRECTIVE_PROTECT_KERNEL_MODULES, CAP (SYS_MODULE) },
  { HN_DIRECTIVE_PROTECT_KERNEL_LOGS, CAP (SYSLOG) },
  { HN_DIRECTIVE_PROTECT_CLOCK, CAP (SYS_TIME) | CAP (WAKE_ALARM) },
};

guint64
hn_capabilities_dropped_by (HnDirectiveId directive)
{
  for (guint i = 0; i < G_N_ELEMENTS (dropped); i++)
    if (dropped[i].directive == directive)
      return dropped[i].capabilities;

  return 0;
}

HnDirectiveId
hn_capabilities_implied_by (const HnSettings *settings, guint64 capabilities)
{
  for (guint i = 0; i < G_N_ELEMENTS (dropped); i++)
    if ((dropped[i].capabilities & capabilities) &&
        hn_settings_is_on (settings, dropped[i].directive))
      return dropped[i].directive;

  return HN_DIRECTIVE_NONE;
}

static void
set_implied (HnSettings *self, HnDirectiveId directive, HnDirectiveId by)
{
  self->origin[directive].kind = HN_ORIGIN_IMPLIED;
  self->origin[directive].implied_by = by;
}

static void
imply_on (HnSettings *self, HnDirectiveId directive, HnDirectiveId by)
{
  if (hn_settings_is_on (self, directive))
    return;

  self->values[directive].on = 1;
  set_implied (self, directive, by);
}

static void
imply_word (HnSettings *self, HnDirectiveId directive, const char *word, HnDirectiveId by)
{
  hn_settings_set_word (self, directive, word);
  set_implied (self, directive, by);
}

static void
drop_capabilities (HnSettings *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (dropped); i++)
    {
      if (!hn_settings_is_on (self, dropped[i].directive))
        continue;
      if (self->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits == HN_CAPABILITIES_ALL)
        set_implied (self, HN_DIRECTIVE_CAPABILITY_BOUNDING_SET, dropped[i].directive);
      self->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits &= ~dropped[i].capabilities;
    }
}

/* The transient user that a unit gets: its name where that can be a user's, else one that systemd
 * makes up, whose digits nobody needs to know. */
static void
imply_user (HnSettings *self)
{
  const char *unit = self->context.unit;
  g_autofree char *name = g_strndup (unit, strcspn (unit, strchr (unit, '@') != NULL ? "@" : "."));
  gboolean valid = (g_ascii_isalpha (name[0]) || name[0] == '_') && strlen (name) <= 31;

  if (self->values[HN_DIRECTIVE_USER].text != NULL)
    return;

  for (const char *p = name; *p != '\0'; p++)
    valid = valid && (g_ascii_isalnum (*p) || *p == '_' || *p == '-');
  self->values[HN_DIRECTIVE_USER].text = valid ? g_strdup (name) : g_strconcat ("_du:", name, NULL);
  set_implied (self, HN_DIRECTIVE_USER, HN_DIRECTIVE_DYNAMIC_USER);
}

static void
imply_dynamic_user (HnSettings *self)
{
  const HnDirectiveId by = HN_DIRECTIVE_DYNAMIC_USER;

  if (!hn_settings_is_on (self, by))
    return;

  imply_user (self);
  if (!hn_settings_is_enabled (self, HN_DIRECTIVE_PRIVATE_TMP))
    imply_word (self, HN_DIRECTIVE_PRIVATE_TMP,
                self->context.version >= 257 ? "disconnected" : "yes", by);
  imply_on (self, HN_DIRECTIVE_REMOVE_IPC, by);
  if (strcmp (hn_settings_get_word (self, HN_DIRECTIVE_PROTECT_SYSTEM), "strict") != 0)
    imply_word (self, HN_DIRECTIVE_PROTECT_SYSTEM, "strict", by);
  if (!hn_settings_is_enabled (self, HN_DIRECTIVE_PROTECT_HOME))
    imply_word (self, HN_DIRECTIVE_PROTECT_HOME, "read-only", by);
  imply_on (self, HN_DIRECTIVE_NO_NEW_PRIVILEGES, by);
  imply_on (self, HN_DIRECTIVE_RESTRICT_SUID_SGID, by);
}

/* Lets one more group of devices in, on behalf of @by. */
static void
imply_device (HnSettings *self, HnDirectiveId by, const char *devices)
{
  hn_setting_append_text (&self->values[HN_DIRECTIVE_DEVICE_ALLOW], devices);
  if (!self->values[HN_DIRECTIVE_DEVICE_ALLOW].exists)
    set_implied (self, HN_DIRECTIVE_DEVICE_ALLOW, by);
  self->values[HN_DIRECTIVE_DEVICE_ALLOW].exists = TRUE;
}

static void
imply_devices (HnSettings *self)
{
  static const HnDirectiveId images[] = { HN_DIRECTIVE_ROOT_IMAGE, HN_DIRECTIVE_MOUNT_IMAGES,
                                          HN_DIRECTIVE_ROOT_MSTACK };
  static const HnDirectiveId secrets[] = { HN_DIRECTIVE_LOAD_CREDENTIAL_ENCRYPTED,
                                           HN_DIRECTIVE_SET_CREDENTIAL_ENCRYPTED };

  if (hn_settings_is_on (self, HN_DIRECTIVE_PRIVATE_DEVICES) &&
      strcmp (hn_settings_get_word (self, HN_DIRECTIVE_DEVICE_POLICY), "auto") == 0)
    imply_word (self, HN_DIRECTIVE_DEVICE_POLICY, "closed", HN_DIRECTIVE_PRIVATE_DEVICES);

  /* More devices are let in only where some are shut out. */
  if (strcmp (hn_settings_get_word (self, HN_DIRECTIVE_DEVICE_POLICY), "auto") == 0 &&
      !self->values[HN_DIRECTIVE_DEVICE_ALLOW].exists)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (images); i++)
    if (hn_settings_has_text (self, images[i]))
      {
        imply_device (self, images[i],
                      "/dev/loop-control rw /dev/mapper/control rw block-loop rwm "
                      "block-blkext rwm block-device-mapper rwm");
        break;
      }
  if (hn_settings_is_on (self, HN_DIRECTIVE_PROTECT_CLOCK))
    imply_device (self, HN_DIRECTIVE_PROTECT_CLOCK, "char-rtc r");
  /* For the TPM; dropped again after 257. */
  for (guint i = 0; i < G_N_ELEMENTS (secrets) && self->context.version <= 257; i++)
    if (hn_settings_has_text (self, secrets[i]))
      {
        imply_device (self, secrets[i],
                      self->context.version < 257 ? "/dev/tpmrm0 rw" : "char-tpm rw");
        break;
      }
}

static gboolean
has_credentials (const HnSettings *self)
{
  return hn_settings_has_text (self, HN_DIRECTIVE_LOAD_CREDENTIAL) ||
         hn_settings_has_text (self, HN_DIRECTIVE_LOAD_CREDENTIAL_ENCRYPTED) ||
         hn_settings_has_text (self, HN_DIRECTIVE_SET_CREDENTIAL) ||
         hn_settings_has_text (self, HN_DIRECTIVE_SET_CREDENTIAL_ENCRYPTED) ||
         hn_settings_has_text (self, HN_DIRECTIVE_IMPORT_CREDENTIAL);
}

static void
imply_type (HnSettings *self)
{
  if (self->type != NULL)
    return;

  if (self->bus_name != NULL)
    self->type = "dbus";
  else if (self->context.version >= 255 && has_credentials (self))
    self->type = "exec";
  else if (self->n_exec_start > 0)
    self->type = "simple";
  else
    self->type = "oneshot";
}

void
hn_settings_imply (HnSettings *settings)
{
  imply_type (settings);
  drop_capabilities (settings);
  imply_dynamic_user (settings);
  imply_devices (settings);

  if (strcmp (hn_settings_get_word (settings, HN_DIRECTIVE_NOTIFY_ACCESS), "none") == 0 &&
      (g_str_has_prefix (settings->type, "notify") || settings->watchdog || settings->stores_fds))
    hn_settings_set_word (settings, HN_DIRECTIVE_NOTIFY_ACCESS, "main");
}

void
hn_settings_imply_for_checks (HnSettings *settings)
{
  static const HnDirectiveId mounting[] = {
    HN_DIRECTIVE_PRIVATE_DEVICES,        HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES,
    HN_DIRECTIVE_PROTECT_KERNEL_MODULES, HN_DIRECTIVE_PRIVATE_TMP,
    HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, HN_DIRECTIVE_PROTECT_HOME,
    HN_DIRECTIVE_PROTECT_SYSTEM,
  };

  drop_capabilities (settings);

  for (guint i = 0; i < G_N_ELEMENTS (mounting); i++)
    if (hn_settings_is_enabled (settings, mounting[i]))
      imply_on (settings, HN_DIRECTIVE_PRIVATE_MOUNTS, mounting[i]);
  if (hn_settings_has_text (settings, HN_DIRECTIVE_ROOT_IMAGE))
    imply_on (settings, HN_DIRECTIVE_PRIVATE_MOUNTS, HN_DIRECTIVE_ROOT_IMAGE);
}

/* Whether the service gets a view of the file system of its own, after exec_needs_mount_namespace()
 * in 257 and 262. */
static gboolean
needs_mount_namespace (const HnSettings *self)
{
  static const HnDirectiveId texts[] = {
    HN_DIRECTIVE_ROOT_IMAGE,
    HN_DIRECTIVE_ROOT_MSTACK,
    HN_DIRECTIVE_READ_WRITE_PATHS,
    HN_DIRECTIVE_READ_ONLY_PATHS,
    HN_DIRECTIVE_INACCESSIBLE_PATHS,
    HN_DIRECTIVE_EXEC_PATHS,
    HN_DIRECTIVE_NO_EXEC_PATHS,
    HN_DIRECTIVE_BIND_PATHS,
    HN_DIRECTIVE_BIND_READ_ONLY_PATHS,
    HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM,
    HN_DIRECTIVE_MOUNT_IMAGES,
    HN_DIRECTIVE_EXTENSION_IMAGES,
    HN_DIRECTIVE_EXTENSION_DIRECTORIES,
    HN_DIRECTIVE_IPC_NAMESPACE_PATH,
  };
  const char *tmp = hn_settings_get_word (self, HN_DIRECTIVE_PRIVATE_TMP);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (hn_settings_has_text (self, texts[i]))
      return TRUE;
  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    if ((hn_directive_get (i)->flags & HN_DIRECTIVE_MOUNTS) && i != HN_DIRECTIVE_PRIVATE_TMP &&
        i != HN_DIRECTIVE_PRIVATE_NETWORK && hn_settings_is_enabled (self, i))
      return TRUE;
  if (hn_settings_is_on (self, HN_DIRECTIVE_PRIVATE_MOUNTS))
    return TRUE;

  /* In 257 a folder shared with the host counts only once the service runs. */
  if (strcmp (tmp, "disconnected") == 0 ||
      (strcmp (tmp, "no") != 0 && self->context.version >= 258))
    return TRUE;
  if (self->values[HN_DIRECTIVE_PRIVATE_MOUNTS].on < 0 &&
      (hn_settings_is_on (self, HN_DIRECTIVE_PRIVATE_NETWORK) ||
       hn_settings_has_text (self, HN_DIRECTIVE_NETWORK_NAMESPACE_PATH)))
    return TRUE;

  return hn_settings_has_text (self, HN_DIRECTIVE_ROOT_DIRECTORY) &&
         self->values[HN_DIRECTIVE_MOUNT_API_VFS].on != 0;
}

static gboolean
is_home (const HnSettings *self)
{
  return g_strcmp0 (self->values[HN_DIRECTIVE_WORKING_DIRECTORY].text, "~") == 0;
}

/* Whether it works in a folder of the kernel's. */
static gboolean
is_of_kernel (const HnSettings *self)
{
  const char *path = self->values[HN_DIRECTIVE_WORKING_DIRECTORY].text;

  return path != NULL && (g_str_has_prefix (path, "/proc") || g_str_has_prefix (path, "/sys") ||
                          g_str_has_prefix (path, "/dev"));
}

/* Why the manager would refuse the unit, or NULL. */
static const char *
find_fault (const HnSettings *self)
{
  gboolean oneshot = strcmp (self->type, "oneshot") == 0;
  const char *users = hn_settings_get_word (self, HN_DIRECTIVE_PRIVATE_USERS);

  /* 252 looks at none of these before it starts the service. */
  if (self->context.version >= 257 && self->context.scope == HN_SCOPE_USER &&
      hn_settings_is_on (self, HN_DIRECTIVE_DYNAMIC_USER))
    return N_ ("DynamicUser= does not work in a user manager");
  if (self->context.version >= 257 && hn_settings_is_on (self, HN_DIRECTIVE_DYNAMIC_USER) &&
      is_home (self))
    return N_ ("WorkingDirectory=~ does not go with DynamicUser=");
  if (self->context.version >= 257 && is_of_kernel (self) && needs_mount_namespace (self))
    return N_ ("WorkingDirectory= in /proc, /sys or /dev does not go with private mounts");
  if (self->context.version >= 258 && strcmp (users, "managed") == 0 &&
      (hn_settings_has_text (self, HN_DIRECTIVE_USER) ||
       hn_settings_has_text (self, HN_DIRECTIVE_GROUP) ||
       hn_settings_is_on (self, HN_DIRECTIVE_DYNAMIC_USER) ||
       hn_settings_has_text (self, HN_DIRECTIVE_PAM_NAME)))
    return N_ ("PrivateUsers=managed does not go with User=, Group= or PAMName=");
  if (hn_settings_has_text (self, HN_DIRECTIVE_USER_NAMESPACE_PATH) && strcmp (users, "no") != 0)
    return N_ ("UserNamespacePath= does not go with PrivateUsers=");
  if (self->context.version >= 258 && hn_settings_is_on (self, HN_DIRECTIVE_PRIVATE_PIDS) &&
      hn_settings_has_text (self, HN_DIRECTIVE_PAM_NAME))
    return N_ ("PrivatePIDs= does not go with PAMName=");
  if (hn_settings_has_text (self, HN_DIRECTIVE_PAM_NAME) && !self->kill_mode_ok)
    return N_ ("PAMName= needs KillMode=control-group or mixed");

  if (self->n_exec_start == 0 && self->n_exec_stop == 0 && !self->success_action)
    return N_ ("the service has no ExecStart=, ExecStop= or SuccessAction=");
  if (!oneshot && self->n_exec_start == 0)
    return N_ ("only services with Type=oneshot may do without ExecStart=");
  if (!self->remain_after_exit && self->n_exec_start == 0 && !self->success_action)
    return N_ ("a service without ExecStart= needs RemainAfterExit=yes");
  if (!oneshot && self->n_exec_start > 1)
    return N_ ("only services with Type=oneshot may have more than one ExecStart=");
  if (oneshot && self->restart_always)
    return N_ ("Type=oneshot does not go with Restart=always or on-success");
  if (self->context.version < 257 && oneshot && self->restart_forced)
    return N_ ("Type=oneshot does not go with RestartForceExitStatus=");
  if (oneshot && self->exit_type_cgroup)
    return N_ ("Type=oneshot does not go with ExitType=cgroup");
  if (strcmp (self->type, "dbus") == 0 && self->bus_name == NULL)
    return N_ ("Type=dbus needs BusName=");
  if (self->context.version >= 257 && strcmp (self->type, "forking") == 0 &&
      hn_settings_is_on (self, HN_DIRECTIVE_PRIVATE_PIDS))
    return N_ ("Type=forking does not go with PrivatePIDs=");

  return NULL;
}

void
hn_settings_validate (HnSettings *settings)
{
  const char *fault;

  if (settings->load_state != HN_LOAD_LOADED)
    return;

  fault = find_fault (settings);
  if (fault == NULL)
    return;

  /* Translators: %s is one of the reasons that stand beside this text, "Type=dbus needs BusName="
   */
  hn_warnings_add (&settings->warnings, NULL, 0, _ ("systemd refuses to load this unit: %s"),
                   _ (fault));
  hn_settings_refuse (settings);
}
