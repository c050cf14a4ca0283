/* What follows from what a review has gathered, and what it has to say in lines, in words and in
 * commands for a shell.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/request.h"
#include "engine/rescue.h"
#include "model/line-diff.h"
#include "model/review-private.h"

char *
hn_review_make_path (HnService *service, const char *unit)
{
  const HnSettings *settings = hn_service_get_settings (service);
  const char *root = hn_service_get_root (service);

  if (hn_service_get_file (service) != NULL)
    return g_strdup_printf ("%s.d/%s", hn_service_get_file (service), HN_DROP_IN_NAME);
  if (settings != NULL && settings->context.scope == HN_SCOPE_USER && root == NULL)
    return g_strdup_printf ("~/.config/systemd/user/%s.d/%s", unit, HN_DROP_IN_NAME);

  return g_strdup_printf ("%s/etc/systemd/%s/%s.d/%s", root != NULL ? root : "",
                          settings != NULL && settings->context.scope == HN_SCOPE_USER ? "user"
                                                                                       : "system",
                          unit, HN_DROP_IN_NAME);
}

GPtrArray *
hn_review_list_lines (HnReview *self)
{
  HnChanges *changes;
  gboolean shared;

  g_return_val_if_fail (HN_IS_REVIEW (self), NULL);

  changes = hn_review_get_changes (self);
  shared =
      strcmp (hn_review_get_unit (self), hn_service_get_name (hn_review_get_service (self))) != 0;
  return hn_line_diff (!hn_review_is_removal (self) && shared
                           ? hn_changes_get_template_text (changes)
                           : hn_changes_get_present_text (changes),
                       hn_review_get_text (self));
}

gboolean
hn_review_is_tried (HnReview *self)
{
  g_return_val_if_fail (HN_IS_REVIEW (self), FALSE);

  return hn_plan_is_tried (hn_review_get_plan (self));
}

const char *
hn_review_get_never (HnReview *self)
{
  const char *reason;

  g_return_val_if_fail (HN_IS_REVIEW (self), NULL);

  reason = hn_plan_get_never (hn_review_get_plan (self));

  return reason != NULL ? _ (reason) : NULL;
}

char *
hn_review_dup_blocked (HnReview *self)
{
  const HnDependent *dependent;
  const HnRestart *restart;
  const char *reason;

  g_return_val_if_fail (HN_IS_REVIEW (self), NULL);

  restart = hn_review_get_restart (self);
  if (restart == NULL)
    return NULL;
  dependent = hn_restart_find_untouchable (restart, hn_review_get_scope (self), &reason);
  if (dependent == NULL)
    return NULL;

  /* Translators: the name of a unit, and a sentence that says what its restart would take away. */
  return g_strdup_printf (_ ("%s depends on it. %s"), dependent->name, _ (reason));
}

char *
hn_review_dup_rescue (HnReview *self)
{
  g_return_val_if_fail (HN_IS_REVIEW (self), NULL);

  return hn_plan_dup_rescue (hn_review_get_plan (self));
}

char *
hn_review_dup_commands (HnReview *self, gboolean restart)
{
  HnService *service;
  const HnSettings *settings;
  g_autofree char *folder = NULL;
  g_autofree char *quoted_folder = NULL;
  g_autofree char *quoted_path = NULL;
  g_autofree char *quoted_unit = NULL;
  const char *sudo, *systemctl;
  const char *unit, *path, *text;
  GString *commands;
  gboolean user;

  g_return_val_if_fail (HN_IS_REVIEW (self), NULL);

  service = hn_review_get_service (self);
  unit = hn_review_get_unit (self);
  path = hn_review_get_path (self);
  text = hn_review_get_text (self);
  settings = hn_service_get_settings (service);
  user = settings != NULL && settings->context.scope == HN_SCOPE_USER;
  folder = g_path_get_dirname (path);
  quoted_folder = hn_rescue_quote_path (folder);
  quoted_path = hn_rescue_quote_path (path);
  if (g_strrstr (unit, "@.") != NULL)
    /* All instances that run. */
    quoted_unit =
        g_strdup_printf ("'%.*s*.service'", (int) (strlen (unit) - strlen (".service")), unit);
  else
    quoted_unit = hn_rescue_quote_path (hn_service_get_name (service));
  sudo = g_str_has_prefix (path, "~/") || hn_service_get_file (service) != NULL ||
                 (user && g_str_has_prefix (path, g_get_home_dir ()))
             ? ""
             : "sudo ";
  systemctl = user ? "systemctl --user" : "sudo systemctl";

  commands = g_string_new (NULL);
  if (*text != '\0')
    {
      g_string_append_printf (commands, "%smkdir -p %s\n", sudo, quoted_folder);
      g_string_append_printf (commands, "%stee %s >/dev/null <<'EOF'\n%sEOF\n", sudo, quoted_path,
                              text);
    }
  else
    {
      g_string_append_printf (commands, "%srm %s\n", sudo, quoted_path);
    }

  if (hn_review_get_state (self) != HN_REVIEW_OFFLINE)
    {
      g_string_append_printf (commands, "%s daemon-reload\n", systemctl);
      if (restart)
        g_string_append_printf (commands, "%s try-restart %s\n", systemctl, quoted_unit);
    }

  return g_string_free (commands, FALSE);
}
