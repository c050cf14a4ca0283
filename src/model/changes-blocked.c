/* What stands in the way of staging, or of what is staged, in words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "changes-control.h"
#include "changes-private.h"
#include "engine/implied.h"
#include "engine/validate.h"
#include "engine/what-if.h"

/* What stands in the way of every change, by its state. */
static const char *const state_words[] = {
  [HN_CHANGES_MASKED] = N_ ("This service is masked: nobody can start it, so there is nothing to "
                            "harden."),
  [HN_CHANGES_TRANSIENT] =
      N_ ("A program made this service for as long as the machine runs. Changes to it "
          "would be lost with it."),
  [HN_CHANGES_GENERATED] =
      N_ ("A generator makes this service anew at each start of the machine. It has "
          "to be changed where it is made."),
  [HN_CHANGES_REFUSED] =
      N_ ("systemd refuses to load this service, because of a mistake in its files. "
          "The figures tell how it would be; nothing can be changed until the "
          "mistake is mended."),
  [HN_CHANGES_UNTOUCHABLE] =
      N_ ("Hardnut does not change this service, because its settings file would hold "
          "for other services as well."),
  [HN_CHANGES_NO_FILES] =
      N_ ("The unit file of this service cannot be read, so nothing can be changed."),
};

char *
hn_changes_dup_all_blocked (HnChanges *self)
{
  HnChangesState state;

  g_return_val_if_fail (HN_IS_CHANGES (self), NULL);

  state = hn_changes_get_state (self);
  if (state == HN_CHANGES_UNTOUCHABLE && self->files->untouchable != NULL)
    /* Translators: %s is a sentence that says what the service is for. */
    return g_strdup_printf (_ ("Hardnut does not change this service. %s"),
                            _ (self->files->untouchable));

  return g_strdup (state_words[state] != NULL ? _ (state_words[state]) : NULL);
}

static gboolean
runs_as_root (HnChanges *self)
{
  const HnSettings *settings = hn_changes_get_settings (self);
  g_autofree char *user = hn_settings_dup_value (settings, HN_DIRECTIVE_USER);
  g_autofree char *dynamic = hn_settings_dup_value (settings, HN_DIRECTIVE_DYNAMIC_USER);

  return g_str_equal (user, "root") || g_str_equal (user, "0") ||
         (*user == '\0' && g_str_equal (dynamic, "no") &&
          settings->context.scope == HN_SCOPE_SYSTEM);
}

char *
hn_changes_dup_blocked (HnChanges *self, HnDirectiveId directive)
{
  const HnDirective *row = hn_directive_get (directive);
  const HnSettings *settings;
  char *blocked;
  guint version;

  g_return_val_if_fail (HN_IS_CHANGES (self), NULL);

  blocked = hn_changes_dup_all_blocked (self);
  settings = hn_changes_get_settings (self);
  if (blocked != NULL || settings == NULL)
    return blocked;

  version = settings->context.version;
  if (row->since > version)
    /* Translators: why a setting is not offered; the numbers are versions of systemd */
    return g_strdup_printf (_ ("Needs systemd %u or newer; this is %u."), row->since, version);

  /* What Hardnut has written already can always be taken out. */
  if (hn_changes_get_value (self, directive) != NULL)
    return NULL;

  if ((row->flags & HN_DIRECTIVE_SYSTEM_ONLY) != 0 && settings->context.scope == HN_SCOPE_USER)
    return g_strdup (_ ("Has no effect on services of a session."));

  if (row->type->kind == HN_KIND_BOOLEAN && hn_changes_is_refused_with (self, directive, "yes"))
    return g_strdup (_ ("systemd refuses to load this service with it."));

  if (directive == HN_DIRECTIVE_REMOVE_IPC && runs_as_root (self))
    return g_strdup (_ ("Has no effect on a service that runs as root."));

  return NULL;
}

/* The setting that holds the switch of @check on, or HN_DIRECTIVE_NONE. */
static HnDirectiveId
get_cause (HnChanges *self, guint check)
{
  const HnSettings *settings = hn_changes_get_settings (self);
  HnOrigin origin;

  if (settings == NULL || hn_check_get_control (check) != HN_CONTROL_SWITCH ||
      !hn_changes_is_on (self, check))
    return HN_DIRECTIVE_NONE;

  if (hn_check_get (check)->rule == HN_RULE_CAPABILITIES)
    return hn_capabilities_implied_by (settings, hn_check_get (check)->parameter);

  origin = settings->origin[hn_check_get_control_directive (check)];

  return origin.kind == HN_ORIGIN_IMPLIED ? origin.implied_by : HN_DIRECTIVE_NONE;
}

static char *
dup_follows (HnDirectiveId other)
{
  /* Translators: why a switch cannot be turned off; %s is the name of another setting */
  return g_strdup_printf (_ ("Follows from %s=."), hn_directive_get (other)->name);
}

char *
hn_changes_dup_check_blocked (HnChanges *self, guint check)
{
  char *blocked;
  HnDirectiveId cause;

  g_return_val_if_fail (HN_IS_CHANGES (self), NULL);
  g_return_val_if_fail (check < HN_N_CHECKS, NULL);

  blocked = hn_changes_dup_blocked (self, hn_check_get_control_directive (check));
  if (blocked != NULL)
    return blocked;

  cause = get_cause (self, check);
  if (cause != HN_DIRECTIVE_NONE)
    return dup_follows (cause);

  return NULL;
}

char *
hn_changes_dup_check_note (HnChanges *self, guint check)
{
  HnDirectiveId directive;
  HnOrigin origin = { .kind = HN_ORIGIN_DEFAULT };
  char *blocked;
  const HnAssessment *after;
  const HnSettings *settings;

  g_return_val_if_fail (HN_IS_CHANGES (self), NULL);
  g_return_val_if_fail (check < HN_N_CHECKS, NULL);

  directive = hn_check_get_control_directive (check);
  if (hn_directive_get_control (directive) == HN_CONTROL_NONE)
    /* Translators: %s is the name of a setting in a unit file */
    return g_strdup_printf (_ ("Hardnut does not write %s=: it belongs to how the service works. "
                               "Change it in the unit itself."),
                            hn_directive_get (directive)->name);

  blocked = hn_changes_dup_check_blocked (self, check);
  if (blocked != NULL)
    return blocked;

  /* Some of its words may do nothing. */
  settings = hn_changes_get_settings (self);
  if (settings != NULL && hn_check_get_control (check) == HN_CONTROL_CHOICE)
    origin = settings->origin[directive];
  if (origin.kind == HN_ORIGIN_IMPLIED && origin.implied_by != HN_DIRECTIVE_NONE)
    return dup_follows (origin.implied_by);

  after = hn_changes_get_after (self);
  if (hn_check_get (check)->only_with_default_dependencies && after != NULL &&
      after->findings[check].badness == HN_BADNESS_NA)
    return g_strdup (_ ("systemd does not count this for a service that starts early "
                        "(DefaultDependencies=no)."));

  return NULL;
}

GPtrArray *
hn_changes_list_last_words (HnChanges *self)
{
  GPtrArray *lines;
  g_autoptr (HnSettings) settings = NULL;
  g_autofree char *text = NULL;
  g_autofree HnOrigin *origins = g_new0 (HnOrigin, HN_N_DIRECTIVES);

  g_return_val_if_fail (HN_IS_CHANGES (self), NULL);

  lines = g_ptr_array_new_with_free_func (g_free);
  if (hn_changes_get_base (self) == NULL || self->lines == NULL || self->lines->len == 0)
    return lines;

  text = hn_change_to_text (self->lines);
  settings = hn_what_if_text (hn_changes_get_base (self), HN_DROP_IN_NAME, text, origins);
  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    if (origins[i].kind == HN_ORIGIN_FILE)
      {
        g_autofree char *value = hn_settings_dup_value (settings, i);

        g_ptr_array_add (lines,
                         /* Translators: a file, the number of a line in it, and what stands there,
                          * such as ProtectHome=no */
                         g_strdup_printf (_ ("%s:%u is read later and has the last word: %s=%s"),
                                          hn_settings_get_file (settings, origins[i].file),
                                          origins[i].line, hn_directive_get (i)->name, value));
      }

  return lines;
}
