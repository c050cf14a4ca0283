/* Finding a policy, reading it, and refusing one that systemd-analyze would crash on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/files/policy-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>

#include "source/json-reader.h"
#include "source/files/small-file.h"

#define POLICY_NAME "systemd-analyze-security.policy"

/* With all 81 weights at this bound, their products with the badness still fit into 64 bits. */
#define MAX_WEIGHT G_MAXUINT32

G_DEFINE_QUARK (hn_policy_error_quark, hn_policy_error)

/* The last one counts where /usr is not merged, as on systems that came with systemd 252. */
static const char *const folders[] = {
  "/etc/systemd", "/run/systemd", "/usr/local/lib/systemd", "/usr/lib/systemd", "/lib/systemd",
};

char *
hn_policy_file_find (const char *root)
{
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = NULL;
      struct stat info;

      path = g_build_filename (root != NULL ? root : "/", folders[i], POLICY_NAME, NULL);
      /* One that is there and cannot be read is still the one that counts. */
      if (stat (path, &info) == 0 || (errno != ENOENT && errno != ENOTDIR))
        return g_steal_pointer (&path);
    }

  return NULL;
}

/* Sets @number, or @text, where @object has a usable one; what systemd ignores leaves it alone. */
static void
take (const HnJson *object,
      const char *key,
      const char *field,
      const char *path,
      HnWarnings *warnings,
      guint64 *number,
      char **text)
{
  const HnJson *value = hn_json_get_member (object, key);

  if (value == NULL)
    return;
  if (number != NULL && value->kind == HN_JSON_NUMBER && value->is_unsigned)
    *number = value->number;
  else if (number != NULL)
    hn_warnings_add (
        warnings, path, value->line,
        /* Translators: the first placeholder is a check, the second "weight" or "range" */
        _ ("%s: “%s” is not a whole number from 0 up, ignored"), field, key);
  else if (value->kind != HN_JSON_STRING)
    hn_warnings_add (warnings, path, value->line,
                     /* Translators: a check, then the name of one of its texts */
                     _ ("%s: “%s” is not a text, ignored"), field, key);
  else
    {
      g_free (*text);
      *text = g_strdup (value->string);
    }
}

static gboolean
take_check (HnPolicy *policy,
            guint index,
            const HnJson *object,
            const char *path,
            HnWarnings *warnings,
            GError **error)
{
  const HnCheck *check = hn_check_get (index);
  const char *field = check->json_field;
  g_autofree char *number = NULL;

  if (object->kind != HN_JSON_OBJECT)
    {
      hn_warnings_add (warnings, path, object->line,
                       _ ("%s: not an object with “weight” and “range”, ignored"), field);
      return TRUE;
    }

  take (object, "weight", field, path, warnings, &policy->weight[index], NULL);
  take (object, "range", field, path, warnings, &policy->range[index], NULL);
  take (object, "description_good", field, path, warnings, NULL, &policy->good[index]);
  take (object, "description_bad", field, path, warnings, NULL, &policy->bad[index]);
  take (object, "description_na", field, path, warnings, NULL, &policy->na[index]);

  if (policy->weight[index] > MAX_WEIGHT)
    {
      number = g_strdup_printf ("%" G_GUINT64_FORMAT, policy->weight[index]);
      g_set_error (error, HN_POLICY_ERROR, HN_POLICY_ERROR_WEIGHT,
                   /* Translators: file, line, and the name of a check; the last two are numbers */
                   _ ("%s:%u: %s: the weight %s is too large; at most %u is possible"), path,
                   object->line, field, number, MAX_WEIGHT);
      return FALSE;
    }
  /* A check without weight never meets its range, unless that is 0. */
  if (policy->range[index] == 0 ||
      (policy->weight[index] > 0 && policy->range[index] < check->range))
    {
      number = g_strdup_printf ("%" G_GUINT64_FORMAT, policy->range[index]);
      g_set_error (error, HN_POLICY_ERROR, HN_POLICY_ERROR_RANGE,
                   /* Translators: file, line, and the name of a check; the last two are numbers */
                   _ ("%s:%u: %s: the range %s is too small; the check yields up to %u, so give "
                      "at least that"),
                   path, object->line, field, number, check->range);
      return FALSE;
    }

  return TRUE;
}

static HnPolicy *
read_policy (const HnJson *top, const char *path, HnWarnings *warnings, GError **error)
{
  g_autoptr (HnPolicy) policy = hn_policy_new ();
  gboolean any_weight = FALSE;

  if (top->kind != HN_JSON_OBJECT)
    {
      g_set_error (error, HN_POLICY_ERROR, HN_POLICY_ERROR_SYNTAX,
                   _ ("%s:%u: A policy is a JSON object that names checks, “{ … }”"), path,
                   top->line);
      return NULL;
    }

  for (guint i = 0; i < top->keys->len; i++)
    {
      const char *key = g_ptr_array_index (top->keys, i);
      const HnJson *value = g_ptr_array_index (top->values, i);
      int index = hn_check_find (key);

      if (index < 0)
        hn_warnings_add (warnings, path, value->line, _ ("There is no check “%s”, ignored"), key);
      else if (hn_json_get_member (top, key) != value)
        hn_warnings_add (warnings, path, value->line, _ ("%s: given before, ignored"), key);
      else if (!take_check (policy, (guint) index, value, path, warnings, error))
        return NULL;
    }

  for (guint i = 0; i < HN_N_CHECKS; i++)
    any_weight = any_weight || policy->weight[i] > 0;
  if (!any_weight)
    {
      g_set_error (error, HN_POLICY_ERROR, HN_POLICY_ERROR_WEIGHT,
                   _ ("%s: Every check has the weight 0, so nothing is left to measure; give one "
                      "at least a weight"),
                   path);
      return NULL;
    }

  return g_steal_pointer (&policy);
}

HnPolicy *
hn_policy_file_load (const char *path, GPtrArray **warnings, GError **error)
{
  HnWarnings found;
  g_autoptr (HnJson) top = NULL;
  g_autofree char *text = NULL;
  const char *message = NULL;
  HnPolicy *policy;
  guint line = 0, column = 0;
  gsize length = 0;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  text = hn_small_file_read (path, &length, &message);
  if (text == NULL)
    {
      g_set_error (error, HN_POLICY_ERROR, HN_POLICY_ERROR_UNREADABLE,
                   /* Translators: a file, and why */
                   _ ("%s: The policy cannot be read: %s"), path, message);
      return NULL;
    }

  top = hn_json_read (text, length, &line, &column, &message);
  if (top == NULL)
    {
      g_set_error (error, HN_POLICY_ERROR, HN_POLICY_ERROR_SYNTAX,
                   /* Translators: file, line, column, and what is wrong there */
                   _ ("%s:%u:%u: Not valid JSON: %s"), path, line, column, message);
      return NULL;
    }

  hn_warnings_init (&found);
  policy = read_policy (top, path, &found, error);
  hn_warnings_finish (&found);
  if (policy != NULL && warnings != NULL)
    *warnings = g_steal_pointer (&found.all);
  hn_warnings_clear (&found);

  return policy;
}
