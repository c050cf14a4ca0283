/* Devices, each with what may be done to it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/types/devices.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/types/paths.h"

static HnLineResult
parse (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  const char *rest = line->value;
  g_autofree char *word = NULL;
  g_autofree char *path = NULL;

  if (line->value[0] == '\0')
    {
      value->exists = FALSE;
      hn_setting_set_text (value, NULL);
      return HN_LINE_TAKEN;
    }

  if (hn_extract_word (&rest, TRUE, FALSE, &word) > 0)
    path = hn_specifier_expand (line->context, word);
  if (path == NULL)
    return hn_parse_ignored (line);

  /* The folder itself passes: systemd looks at whole components, not at what they are. */
  if (!g_str_has_prefix (path, "block-") && !g_str_has_prefix (path, "char-") &&
      (!hn_path_simplify (path) ||
       !(g_str_has_prefix (path, "/dev/") || strcmp (path, "/dev") == 0 ||
         g_str_has_prefix (path, "/run/systemd/inaccessible/"))))
    {
      hn_line_warn (line, _ ("“%s” is no device; systemd ignores the line"), path);
      return HN_LINE_IGNORED;
    }
  if (rest != NULL && rest[strspn (rest, "rwm")] != '\0')
    return hn_parse_ignored (line);

  value->exists = TRUE;
  hn_setting_append_text (value, line->value);

  return HN_LINE_TAKEN;
}

static HnValidity
validate (HnInput *input, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 3);
  guint n = g_strv_length (words);
  const char *rights = n == 2 ? words[1] : "rwm";
  const char *device = words[0];

  if (n == 0 || n > 2)
    return hn_input_refuse (input, NULL);

  if (g_str_has_prefix (device, "char-") || g_str_has_prefix (device, "block-"))
    {
      const char *name = strchr (device, '-') + 1;

      if (name[0] == '\0')
        return hn_input_refuse (input, device);
      for (const char *p = name; *p != '\0'; p++)
        if (!g_ascii_isalnum (*p) && strchr ("_-.*", *p) == NULL)
          return hn_input_refuse (input, device);
      hn_input_put (input, device);
    }
  else
    {
      g_autofree char *path = g_strdup (device);

      if (strpbrk (path, "'") != NULL || !hn_input_read_absolute (path) ||
          !g_str_has_prefix (path, "/dev/"))
        return hn_input_refuse (input, device);
      hn_input_put (input, path);
    }

  if (rights[0] == '\0' || strspn (rights, "rwm") != strlen (rights))
    return hn_input_refuse (input, rights);
  g_string_append_printf (input->out, " %s%s%s", strchr (rights, 'r') != NULL ? "r" : "",
                          strchr (rights, 'w') != NULL ? "w" : "",
                          strchr (rights, 'm') != NULL ? "m" : "");
  return HN_VALID;
}

#define READ 1
#define ALL_RIGHTS 7

/* What may be done: a bit for each letter of @text; -1 where it has others. */
static int
read_rights (const char *text)
{
  static const char letters[] = "rwm";
  int rights = 0;

  for (; *text != '\0'; text++)
    if (strchr (letters, *text) == NULL)
      return -1;
    else
      rights |= 1 << (strchr (letters, *text) - letters);

  return rights;
}

typedef struct
{
  char *device;
  int rights;
} Device;

static void
device_clear (Device *device)
{
  g_free (device->device);
}

/* The entries, and those which other directives imply. */
static GArray *
dup_devices (const HnUnitContext *context, const HnSetting *value)
{
  g_autoptr (GPtrArray) words = hn_setting_dup_words (value);
  GArray *devices = g_array_new (FALSE, FALSE, sizeof (Device));

  g_array_set_clear_func (devices, (GDestroyNotify) device_clear);
  for (guint i = 0; i < words->len; i++)
    {
      Device device = { hn_path_dup_plain (context, words->pdata[i]), -1 };

      if (i + 1 < words->len)
        device.rights = read_rights (words->pdata[i + 1]);
      if (device.rights >= 0)
        i++;
      else
        device.rights = ALL_RIGHTS;
      g_array_append_val (devices, device);
    }

  return devices;
}

static gboolean
may_use (GArray *devices, const Device *wanted)
{
  int rights = 0;

  for (guint i = 0; i < devices->len; i++)
    {
      const Device *device = &g_array_index (devices, Device, i);

      if (strcmp (device->device, wanted->device) == 0)
        rights |= device->rights;
    }

  return (wanted->rights & ~rights) == 0;
}

gboolean
hn_devices_open (const HnUnitContext *context,
                 const HnSetting *before,
                 const HnSetting *after,
                 const char *readable)
{
  g_autoptr (GArray) old = dup_devices (context, before);
  g_autoptr (GArray) new = dup_devices (context, after);

  for (guint i = 0; i < new->len; i++)
    {
      const Device *device = &g_array_index (new, Device, i);

      if (g_strcmp0 (device->device, readable) == 0 && (device->rights & ~READ) == 0)
        continue;
      if (!may_use (old, device))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_weaker (const HnComparison *pair)
{
  return hn_devices_open (pair->context, pair->before, pair->after, NULL);
}

const HnType hn_type_devices = {
  .kind = HN_KIND_PATHS,
  .is_list = TRUE,
  .parse = parse,
  .validate = validate,
  .is_weaker = is_weaker,
};
