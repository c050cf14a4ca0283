/* The inside of HnSettings, for those who fill it (the line reader, the reader of bus properties)
 * and for the assessment. Everybody else goes through settings.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <string.h>

#include "settings.h"
#include "engine/types/setting.h"

G_BEGIN_DECLS

struct _HnSettings
{
  HnUnitContext context; /* who reads, owned copies; its version is never 0 */

  /* The unit as a whole. */
  HnLoadState load_state;
  char *description;
  char *bus_name;   /* NULL where it has none */
  const char *type; /* static; NULL until known */
  gboolean default_dependencies;

  /* By directive. */
  HnSetting values[HN_N_DIRECTIVES];
  HnOrigin origin[HN_N_DIRECTIVES];
  gboolean by_manager[HN_N_DIRECTIVES]; /* the default is that of system.conf or user.conf */

  /* What the verdict on loading needs. */
  guint n_exec_start, n_exec_stop;
  gboolean success_action, remain_after_exit;
  gboolean exit_type_cgroup, restart_forced, kill_mode_ok;
  gboolean watchdog, stores_fds; /* both make the manager listen to notifications */
  gboolean restart_always;       /* Restart=always or on-success */

  /* Who the service is, besides User=, and what it does to others. */
  guint full_commands;       /* a bit per kind of command that has one with "+" before it */
  guint root_commands;       /* the same for "!", which leaves the sandbox and drops the account */
  gboolean start_only;       /* PermissionsStartOnly=: other commands are as with "+" */
  gboolean user_is_root;     /* User= is, or may be, another name of root, as somebody has seen */
  guint machine_actions;     /* a bit per key that has systemd end the machine */
  gboolean joins_namespaces; /* JoinsNamespaceOf=, of this unit or of another about it */

  GPtrArray *files;      /* of char * */
  GPtrArray *warnings;   /* of HnWarning * */
  guint n_more_warnings; /* that were too many to keep */
  HnWarning *newest;     /* (nullable): the last of these */
  HnWarning *refusal;    /* (nullable): why systemd refuses the unit */

  GPtrArray *later; /* (nullable) of HnLaterFile: applied when it is finished; shared by copies */
};

/* Whether the boolean @directive is on; unset counts as off. */
static inline gboolean
hn_settings_is_on (const HnSettings *self, HnDirectiveId directive)
{
  return self->values[directive].on > 0;
}

/* Sets a choice. @value may be any string: one of the catalogue's words is kept by reference. */
void hn_settings_set_word (HnSettings *self, HnDirectiveId directive, const char *value);

/* The word of a choice, or the default word of the manager; never NULL. */
const char *hn_settings_get_word (const HnSettings *self, HnDirectiveId directive);

/* Whether a boolean is on, or a choice anything but what holds where nobody says anything. */
static inline gboolean
hn_settings_is_enabled (const HnSettings *self, HnDirectiveId directive)
{
  const HnDirective *row = hn_directive_get (directive);
  const HnSetting *value = &self->values[directive];

  return row->type->kind == HN_KIND_CHOICE
             ? value->word != NULL && strcmp (value->word, row->unset) != 0
             : value->on > 0;
}

/* Whether the account of the service may be root, as far as its settings say; see guards.c. */
gboolean hn_settings_may_be_root (const HnSettings *self);

/* The same, or whether some of its commands run as root whatever the account. */
gboolean hn_settings_has_root (const HnSettings *self);

/* (transfer full): the paths of a list, as hn_paths_dup_plain() has them */
GPtrArray *hn_settings_dup_paths (const HnSettings *self, HnDirectiveId directive);

/* Takes systemd to refuse the unit for what the last warning is about. */
void hn_settings_refuse (HnSettings *self);

/* Says how many warnings were too many to keep; call once, at the end. */
void hn_settings_count_warnings (HnSettings *self);

/* Adds a file and returns its number for origins. */
guint hn_settings_add_file (HnSettings *self, const char *path);

G_END_DECLS
